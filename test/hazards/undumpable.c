// SPDX-License-Identifier: MIT
/*
 * A process that nobody may look into, as daemons are that have changed their user: its /proc
 * belongs to root. Argument: a node.
 */
#include "hazard.h"

#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <unistd.h>

static void ask(int connection)
{
    char answer[64];
    errno = ERRNO_BEFORE;
    printf("write %s", outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: undumpable NODE");
    const struct timeval limit = {.tv_sec = 1};
    must(prctl(PR_SET_DUMPABLE, 0) == 0, "not dumpable");
    const int connection = connect_to(argv[1]);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ask(connection);
    printf("dumpable: %d\n", prctl(PR_GET_DUMPABLE));
    request("silence");
    ask(connection);
    return 0;
}
