// SPDX-License-Identifier: MIT
/*
 * What a library's constructor has begun, before any preloaded library was ready, the
 * program goes on with. Arguments: a node, and another one.
 */
#include "earlier.h"
#include "hazard.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static void ask(int connection)
{
    char answer[64];
    errno = ERRNO_BEFORE;
    printf("write: %s", outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read: %s\n", outcome(read(connection, answer, sizeof answer)));
}

int main(int argc, char *argv[])
{
    must(argc == 3, "usage: early NODE OTHER-NODE");
    printf("%s", earlier_said());
    ask(earlier_connection());
    ask(connect_to(argv[1]));
    request("down");
    ask(connect_to(argv[2]));
    return 0;
}
