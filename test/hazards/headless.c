// SPDX-License-Identifier: MIT
/* A program whose main thread ends while others go on. Argument: a node. */
#include "hazard.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void *ask(void *node)
{
    const struct timeval limit = {.tv_sec = 1};
    char answer[64];
    const int connection = connect_to(node);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    request("pause"); /* until the main thread has ended and the keeper sleeps */
    errno = ERRNO_BEFORE;
    printf("write %s", outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
    request("silence");
    errno = ERRNO_BEFORE;
    printf("write %s", outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
    exit(EXIT_SUCCESS);
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: headless NODE");
    pthread_t thread;
    must(pthread_create(&thread, NULL, ask, argv[1]) == 0, "a thread");
    pthread_exit(NULL);
}
