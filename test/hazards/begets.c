// SPDX-License-Identifier: MIT
/*
 * A program that forks while a node is being checked: its children have the descriptors that
 * it has opened, and no others. Argument: an address that does not answer.
 */
#include "hazard.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHILDREN = 100 };

/* Somebody waits, so the keeper is busy with checks. */
static void make_wait(const char *silent)
{
    struct sockaddr_storage address;
    const socklen_t length = resolve(silent, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(fd, (struct sockaddr *)&address, length);
}

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    if (folder == NULL)
        return -1;
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

static int beget(int expected)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    int status = 0;
    const pid_t child = fork();
    if (child == 0)
        _exit(count_descriptors() - expected);
    must(waitpid(child, &status, 0) == child, "waitpid");
    nanosleep(&moment, NULL);
    return WEXITSTATUS(status);
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: begets SILENT");
    int strange = 0;
    const int expected = count_descriptors() + 1;
    make_wait(argv[1]);
    for (int i = 0; i < CHILDREN; i++)
        strange += beget(expected);
    printf("%d strange descriptors in %d children\n", strange, CHILDREN);
    return 0;
}
