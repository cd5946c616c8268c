// SPDX-License-Identifier: MIT
/*
 * A daemon of the old school: it closes whatever there may be and then counts on open(2)
 * giving the lowest number. While a node is being checked, too. Arguments: a node, and one
 * that does not answer.
 */
#include "hazard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FIRST = STDERR_FILENO + 1, MOMENTS = 30, CLOSED_MAX = 1 << 21 };

/* Which descriptors of ours there are beyond standard error: the listing's own is left out. */
static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    const struct dirent *entry;
    int count = 0;
    if (folder == NULL)
        return -1;
    while ((entry = readdir(folder)) != NULL)
        count += strtol(entry->d_name, NULL, 10) >= FIRST;
    closedir(folder);
    return count - 1;
}

static void pause_shortly(void)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    nanosleep(&moment, NULL);
}

static void print_lowest(const char *when)
{
    int seen = 0;
    for (int i = 0; i < MOMENTS; i++) {
        const int fd = open("/dev/null", O_RDONLY);
        must(fd == FIRST, "the lowest number is given");
        close(fd);
        seen += count_descriptors();
        pause_shortly();
    }
    printf("%s: lowest number, %d others seen\n", when, seen);
}

/* Somebody waits, so the keeper is busy with checks. */
static void make_wait(const char *silent)
{
    struct sockaddr_storage address;
    const socklen_t length = resolve(silent, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    must(fd == FIRST, "the lowest number is given");
    connect(fd, (struct sockaddr *)&address, length);
}

static void close_everything(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    const int last = limit.rlim_cur < CLOSED_MAX ? (int)limit.rlim_cur : CLOSED_MAX;
    for (int fd = FIRST; fd < last; fd++)
        close(fd);
    close(1 << 20);
    close(1073741815); /* RLIMIT_NOFILE - 1 in some containers */
    close(INT_MAX);
}

int main(int argc, char *argv[])
{
    must(argc == 3, "usage: closes_all NODE SILENT");
    close_everything();
    close(connect_to(argv[1]));
    print_lowest("at rest");
    make_wait(argv[2]);
    close_everything();
    print_lowest("closed one by one");
    make_wait(argv[2]);
    closefrom(FIRST);
    print_lowest("closefrom");
    make_wait(argv[2]);
    close_range(FIRST, UINT_MAX, 0);
    print_lowest("close_range");
    const int again = connect_to(argv[1]);
    errno = ERRNO_BEFORE;
    printf("a new connection: %d, write %s\n", again, outcome(write(again, "version\r\n", 9)));
    return 0;
}
