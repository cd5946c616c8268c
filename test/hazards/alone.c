// SPDX-License-Identifier: MIT
/*
 * A program that can have no thread, and its requests to a node that dies and comes back.
 * Argument: the node, which is silent when "silence" is asked for.
 */
#include "hazard.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

enum { PATIENCE_MS = 300, WHILE_US = 1200000 };

static const char *node;

static bool wait_for(int fd, short events)
{
    struct pollfd poll_fd = {.fd = fd, .events = events};
    return poll(&poll_fd, 1, PATIENCE_MS) == 1;
}

/* As clients do that do not block, and give up in the end. */
static const char *ask(void)
{
    struct sockaddr_storage address;
    char answer[64];
    int error = 0;
    socklen_t error_length = sizeof error;
    const socklen_t length = resolve(node, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(fd, (struct sockaddr *)&address, length);
    const bool ended = wait_for(fd, POLLOUT);
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_length);
    const bool served = ended && error == 0 && send(fd, "get key-0\r\n", 11, MSG_NOSIGNAL) == 11 &&
                        wait_for(fd, POLLIN) && recv(fd, answer, sizeof answer, 0) > 0;
    close(fd);
    return served ? "served" : error == ECONNREFUSED ? "refused" : "waited";
}

static void ask_some(const char *when)
{
    printf("%s:", when);
    for (int i = 0; i < 4; i++)
        printf(" %s", ask());
    printf("\n");
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: alone NODE");
    node = argv[1];
    ask_some("alive");
    request("silence");
    ask_some("dead");
    usleep(WHILE_US);
    ask_some("later");
    request("heal");
    usleep(WHILE_US);
    ask_some("back");
    return 0;
}
