// SPDX-License-Identifier: MIT
/*
 * A program with so many thread-local variables that they would fill a small stack, on which
 * glibc lays them. Argument: a node, which hangs in the middle; who waits then is released.
 */
#include "hazard.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static __thread volatile char locals[LOCALS_KB * 1024];

static const char *ask(int connection)
{
    char answer[64];
    must(send(connection, "get key-0\r\n", 11, MSG_NOSIGNAL) == 11, "send");
    return recv(connection, answer, sizeof answer, 0) > 0 ? "served" : strerrorname_np(errno);
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: locals NODE");
    const struct timeval patience = {.tv_sec = 2};
    const int connection = connect_to(argv[1]);
    locals[0] = 1;
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    printf("%s\n", ask(connection));
    request("hang");
    printf("%s\n", ask(connection));
    return 0;
}
