// SPDX-License-Identifier: MIT
/*
 * A child closes a connection on which its parent waits: the wait is the parent's alone.
 * Argument: a node, which hangs when "hang" is asked for.
 */
#include "hazard.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OVER_THE_LIMIT_US = 300000 };

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: inherits NODE");
    char answer[64];
    int status = 0;
    const int connection = connect_to(argv[1]);
    request("hang");
    must(write(connection, "get key-0\r\n", 11) == 11, "it takes a request");
    usleep(OVER_THE_LIMIT_US);
    const pid_t child = fork();
    if (child == 0)
        _exit(close(connection));
    must(waitpid(child, &status, 0) == child && status == 0, "the child is well");
    request("look");
    request("heal");
    errno = ERRNO_BEFORE;
    printf("read %s\n", outcome(read(connection, answer, sizeof answer)));
    return 0;
}
