// SPDX-License-Identifier: MIT
/*
 * Asks all nodes, for ever, in two threads: to be killed at any moment. A value that is not
 * its node's is the end. Arguments: nodes.
 */
#include "hazard.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 300, ROOM = 256, PAUSE_US = 2000 };

static char **nodes;

static bool wait_for(int fd, short events)
{
    struct pollfd poll_fd = {.fd = fd, .events = events};
    return poll(&poll_fd, 1, PATIENCE_MS) == 1;
}

static void check(const char *answer, const char *node)
{
    char value[ROOM] = "";
    if (sscanf(answer, "VALUE %*s %*s %*s %255s", value) == 1 && strcmp(value, node) != 0)
        abort();
}

/* Whether it is answered is all the same: the nodes come and go. */
static void ask(const char *node)
{
    struct sockaddr_storage address;
    char answer[ROOM] = "";
    const socklen_t length = resolve(node, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(fd, (struct sockaddr *)&address, length);
    if (wait_for(fd, POLLOUT) && send(fd, "get key-0\r\n", 11, MSG_NOSIGNAL) > 0 &&
        wait_for(fd, POLLIN) && recv(fd, answer, sizeof answer - 1, 0) > 0)
        check(answer, node);
    close(fd);
}

static _Noreturn void *ask_for_ever(void *unused)
{
    (void)unused;
    for (;; usleep(PAUSE_US))
        for (char **node = nodes; *node != NULL; node++)
            ask(*node);
}

int main(int argc, char *argv[])
{
    must(argc >= 2, "usage: restless NODE...");
    pthread_t thread;
    nodes = argv + 1;
    must(pthread_create(&thread, NULL, ask_for_ever, NULL) == 0, "a thread");
    ask_for_ever(NULL);
}
