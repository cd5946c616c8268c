// SPDX-License-Identifier: MIT
/*
 * Resources that are used up, just before the first connect or a while after: the program
 * that still works is still served. Arguments: "memory" or "files", how much is left
 * (kilobytes, descriptors), a node, another node.
 */
#include "hazard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PATIENCE_MS = 400 };

static void ask(const char *node)
{
    struct sockaddr_storage address;
    char answer[64];
    const socklen_t length = resolve(node, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    errno = ERRNO_BEFORE;
    printf("connect %s", outcome(connect(fd, (struct sockaddr *)&address, length)));
    const bool connected = poll(&poll_fd, 1, PATIENCE_MS) == 1;
    poll_fd.events = POLLIN;
    errno = ERRNO_BEFORE;
    printf(", send %s", outcome(connected ? send(fd, "get key-0\r\n", 11, MSG_NOSIGNAL) : 0));
    poll(&poll_fd, 1, PATIENCE_MS);
    errno = ERRNO_BEFORE;
    printf(", recv %s\n", outcome(recv(fd, answer, sizeof answer, 0)));
    close(fd);
}

/* All that the program has by now, and that much more. */
static void limit_memory(rlim_t left_kb)
{
    char text[64];
    FILE *file = fopen("/proc/self/statm", "r");
    must(file != NULL && fgets(text, sizeof text, file) != NULL, "/proc");
    fclose(file);
    const rlim_t pages = strtoul(text, NULL, 10);
    const rlim_t bytes = pages * (rlim_t)sysconf(_SC_PAGESIZE) + left_kb * 1024;
    const struct rlimit limit = {bytes, bytes};
    must(setrlimit(RLIMIT_AS, &limit) == 0, "RLIMIT_AS");
}

static void limit_files(rlim_t left)
{
    const int lowest = dup(0);
    const struct rlimit limit = {(rlim_t)lowest + left, (rlim_t)lowest + left};
    close(lowest);
    must(setrlimit(RLIMIT_NOFILE, &limit) == 0, "RLIMIT_NOFILE");
}

static int count_left(void)
{
    int count = 0;
    while (dup(STDIN_FILENO) >= 0)
        count++;
    return count;
}

int main(int argc, char *argv[])
{
    must(argc == 5, "usage: limits memory|files LEFT NODE OTHER-NODE");
    const rlim_t left = strtoul(argv[2], NULL, 10);
    const bool is_memory = strcmp(argv[1], "memory") == 0;
    printf("first\n"); /* stdio has its memory */
    if (is_memory)
        limit_memory(left);
    else
        limit_files(left);
    for (int i = 0; i < 3; i++) {
        ask(argv[3]);
        ask(argv[4]);
    }
    request("silence");
    for (int i = 0; i < 3; i++)
        ask(argv[4]);
    if (!is_memory)
        printf("%d left\n", count_left());
    return 0;
}
