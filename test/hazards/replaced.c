// SPDX-License-Identifier: MIT
/*
 * exec(3) with a connection that stays open, from the main thread or from another one,
 * which ends all others, and the new program goes on with it. Arguments: "main" or "thread",
 * a node, another node.
 */
#include "hazard.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void ask(int connection, const char *what)
{
    char answer[64];
    errno = ERRNO_BEFORE;
    printf("%s: write %s", what, outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
}

static void *become(void *arguments)
{
    char **argv = arguments;
    char number[16];
    const int connection = connect_to(argv[2]);
    ask(connection, "before");
    fflush(stdout);
    snprintf(number, sizeof number, "%d", connection);
    execl("/proc/self/exe", argv[0], number, argv[2], argv[3], (char *)NULL);
    must(false, "exec");
    return NULL;
}

int main(int argc, char *argv[])
{
    must(argc == 4, "usage: replaced main|thread NODE OTHER-NODE");
    pthread_t thread;
    if (strcmp(argv[1], "main") == 0)
        become(argv);
    if (strcmp(argv[1], "thread") == 0) {
        must(pthread_create(&thread, NULL, become, argv) == 0, "a thread");
        pthread_join(thread, NULL);
    }
    const int inherited = (int)strtol(argv[1], NULL, 10);
    ask(inherited, "after");
    ask(connect_to(argv[2]), "anew");
    request("down");
    ask(connect_to(argv[3]), "of the other");
    printf("lowest number: %d\n", dup(STDIN_FILENO));
    return 0;
}
