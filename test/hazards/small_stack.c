// SPDX-License-Identifier: MIT
/* The first connect of a program, and all else, in a thread with the smallest stack.
 * Arguments: a node, and another one. */
#include "hazard.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static bool answers(int fd, char answer[static 64])
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    return send(fd, "get key-0\r\n", 11, MSG_NOSIGNAL) == 11 && poll(&poll_fd, 1, 300) == 1 &&
           recv(fd, answer, 64, 0) > 0;
}

static bool is_served(const char *node)
{
    struct sockaddr_storage address;
    char answer[64];
    const socklen_t length = resolve(node, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(fd, (struct sockaddr *)&address, length);
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    const bool served = poll(&poll_fd, 1, 300) == 1 && answers(fd, answer);
    close(fd);
    return served;
}

static void *ask(void *arguments)
{
    char *const *nodes = arguments;
    bool before[2];
    bool after[2];
    for (int i = 0; i < 2; i++)
        before[i] = is_served(nodes[i]);
    request("down");
    for (int i = 0; i < 2; i++)
        after[i] = is_served(nodes[i]);
    printf("served %d %d, then %d %d\n", before[0], before[1], after[0], after[1]);
    return NULL;
}

int main(int argc, char *argv[])
{
    must(argc == 3, "usage: small_stack NODE OTHER-NODE");
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    must(pthread_attr_setstacksize(&attributes, (size_t)PTHREAD_STACK_MIN) == 0, "a small stack");
    must(pthread_create(&thread, &attributes, ask, argv + 1) == 0, "a thread");
    pthread_join(thread, NULL);
    return 0;
}
