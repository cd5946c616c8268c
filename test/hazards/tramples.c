// SPDX-License-Identifier: MIT
/*
 * A program that closes numbers which it never opened, and then has them for something else,
 * again and again while a node is being checked: nobody closes that or writes to it, and the
 * lowest number is given. Arguments: an address that does not answer, the first of the numbers.
 */
#include "hazard.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { NUMBERS = 64, ROUNDS = 200 };

static int lost;
static int written;
static int higher;

static void pause_shortly(void)
{
    const struct timespec moment = {.tv_nsec = 5000000};
    nanosleep(&moment, NULL);
}

/* Somebody waits, so the keeper is busy with checks. */
static void make_wait(const char *silent)
{
    struct sockaddr_storage address;
    const socklen_t length = resolve(silent, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(fd, (struct sockaddr *)&address, length);
}

static bool has_something(int end)
{
    char byte;
    return recv(end, &byte, 1, MSG_DONTWAIT) >= 0;
}

/* `lowest` is the number that open(2) has to give. */
static void round_of(int first, int lowest, const int ends[static 2])
{
    for (int fd = first; fd < first + NUMBERS; fd++)
        close(fd);
    pause_shortly();
    const int opened = open("/dev/null", O_RDONLY);
    higher += opened != lowest;
    close(opened);
    for (int fd = first; fd < first + NUMBERS; fd++)
        dup2(ends[fd % 2], fd);
    pause_shortly();
    for (int fd = first; fd < first + NUMBERS; fd++)
        lost += fcntl(fd, F_GETFD) < 0;
    written += has_something(ends[0]) + has_something(ends[1]);
}

int main(int argc, char *argv[])
{
    must(argc == 3, "usage: tramples SILENT FIRST|lowest");
    int ends[2];
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "socketpair");
    make_wait(argv[1]);
    const int lowest = dup(STDIN_FILENO);
    const int first = argv[2][0] == 'l' ? lowest : (int)strtol(argv[2], NULL, 10);
    close(lowest);
    for (int i = 0; i < ROUNDS; i++)
        round_of(first, lowest, ends);
    printf("%d lost, %d written to, %d not the lowest\n", lost, written, higher);
    return 0;
}
