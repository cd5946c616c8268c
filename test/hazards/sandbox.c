// SPDX-License-Identifier: MIT
/*
 * A program that locks itself into a seccomp filter when it has its connections. Arguments:
 * the filter, whom it holds ("thread" or "process"), the node, another node.
 */
#include "filter.h"
#include "hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static void ask(int connection, const char *what)
{
    char answer[64];
    errno = ERRNO_BEFORE;
    printf("%s: write %s", what, outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
}

static void ask_anew(const char *node, const char *what)
{
    const int connection = connect_to(node);
    ask(connection, what);
    close(connection);
}

/* How it ends is the shim's business: the program goes on. */
static void ask_the_dead(int connection)
{
    const struct timeval limit = {.tv_usec = 300000};
    char answer[64];
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    send(connection, "get key-0\r\n", 11, MSG_NOSIGNAL);
    recv(connection, answer, sizeof answer, 0);
    close(connection);
}

int main(int argc, char *argv[])
{
    must(argc == 5, "usage: sandbox STYLE thread|process NODE OTHER-NODE");
    int status = 0;
    const int first = connect_to(argv[3]);
    const int second = connect_to(argv[4]);
    ask(first, "before");
    request("pause"); /* until the keeper sleeps */
    filter_enter(argv[1], strcmp(argv[2], "process") == 0);
    ask(first, "behind it");
    ask(second, "behind it, of the other");
    ask_anew(argv[4], "behind it, anew");
    request("down");
    ask_the_dead(first);
    ask(second, "of the other");
    ask_anew(argv[4], "of the other, anew");
    fflush(stdout);
    if (fork() == 0) {
        ask(second, "a child");
        ask_anew(argv[4], "a child, anew");
        exit(EXIT_SUCCESS);
    }
    wait(&status);
    printf("the child's status: %d\n", status);
    return 0;
}
