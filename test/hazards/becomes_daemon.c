// SPDX-License-Identifier: MIT
/*
 * daemon(3), with connections from before, which go on. Arguments: where to write what came
 * of it, a node, another node.
 */
#include "hazard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void ask(int connection, const char *what)
{
    char answer[64];
    errno = ERRNO_BEFORE;
    printf("%s: write %s", what, outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
}

int main(int argc, char *argv[])
{
    must(argc == 4, "usage: becomes_daemon FILE NODE OTHER-NODE");
    const int before = connect_to(argv[2]);
    const int other = connect_to(argv[3]);
    ask(before, "before");
    fflush(stdout);
    must(daemon(0, 0) == 0, "daemon");
    must(freopen(argv[1], "w", stdout) != NULL, "a file");
    ask(before, "inherited");
    ask(other, "inherited, of the other");
    ask(connect_to(argv[2]), "anew");
    const int lowest = open("/dev/null", O_RDONLY);
    printf("numbers: %d\n", lowest);
    puts("end");
    return 0;
}
