// SPDX-License-Identifier: MIT
/*
 * Changes of identity after the start: libc makes every thread of the process change, also
 * those that the program does not know. Arguments: the user and group to become, a node.
 */
#include "hazard.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <unistd.h>

static void ask(int connection)
{
    char answer[64];
    errno = ERRNO_BEFORE;
    printf("write %s", outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
}

/* All threads have the same, or the ones that have not could do what they must not. */
static void print_threads(void)
{
    char command[128];
    snprintf(command, sizeof command, "cat /proc/%d/task/*/status | grep -E '^(Uid|Gid)' | sort -u",
             (int)getpid());
    fflush(stdout);
    must(system(command) == 0, "/proc");
}

int main(int argc, char *argv[])
{
    must(argc == 3, "usage: identities ID NODE");
    const unsigned id = (unsigned)strtoul(argv[1], NULL, 10);
    const gid_t groups[] = {id};
    const int connection = connect_to(argv[2]);
    ask(connection);
    request("pause"); /* until the keeper is there */
    errno = ERRNO_BEFORE;
    printf("setgroups %s\n", outcome(setgroups(1, groups)));
    errno = ERRNO_BEFORE;
    printf("setresgid %s\n", outcome(setresgid(id, id, id)));
    errno = ERRNO_BEFORE;
    printf("seteuid %s\n", outcome(seteuid(id)));
    print_threads();
    seteuid(getuid());
    errno = ERRNO_BEFORE;
    printf("setuid %s\n", outcome(setuid(id)));
    print_threads();
    ask(connection);
    ask(connect_to(argv[2]));
    return 0;
}
