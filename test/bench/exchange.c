// SPDX-License-Identifier: MIT
/*
 * Sends a question and receives its answer on a connection whose other end it answers itself,
 * so that nobody waits for anybody, and prints the median time of the two calls in
 * nanoseconds: exchange ADDRESS:PORT COUNT
 */
#include "clock.h"
#include "dial.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BAD_USAGE = 2 };

static const char question[] = "get key\r\n";
static const char reply[] = "END\r\n";
static char buffer[64];

static int listen_at(const struct endpoint *node)
{
    struct sockaddr_storage address;
    const int family = endpoint_family(node);
    const socklen_t length = endpoint_to_sockaddr(node, family, &address);
    const int listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 1) != 0)
        err(EXIT_FAILURE, "cannot listen");
    return listener;
}

/* By system calls, which are not hooked. */
static void answer(int peer)
{
    if (syscall(SYS_recvfrom, peer, buffer, sizeof buffer, 0, NULL, NULL) <= 0 ||
        syscall(SYS_sendto, peer, reply, sizeof reply - 1, 0, NULL, 0) <= 0)
        err(EXIT_FAILURE, "cannot answer");
}

static uint64_t exchange_ns(int connection, int peer)
{
    const uint64_t began_ns = clock_ns(CLOCK_MONOTONIC);
    const ssize_t sent = send(connection, question, sizeof question - 1, 0);
    const uint64_t sent_ns = clock_ns(CLOCK_MONOTONIC);
    answer(peer);
    const uint64_t answered_ns = clock_ns(CLOCK_MONOTONIC);
    const ssize_t received = recv(connection, buffer, sizeof buffer, 0);
    const uint64_t ended_ns = clock_ns(CLOCK_MONOTONIC);
    if (sent <= 0 || received <= 0)
        err(EXIT_FAILURE, "no exchange");
    return sent_ns - began_ns + ended_ns - answered_ns;
}

int main(int argc, char *argv[])
{
    struct endpoint node;
    if (argc != 3 || !endpoint_parse(&node, argv[1]))
        errx(BAD_USAGE, "Usage: exchange ADDRESS:PORT COUNT");
    const size_t count = argument_number(argv[2]);
    uint64_t *samples = calloc(count, sizeof *samples);
    if (samples == NULL)
        err(EXIT_FAILURE, "calloc");
    const int listener = listen_at(&node);
    const int connection = dial(&node);
    const int peer = accept(listener, NULL, NULL);
    for (size_t i = 0; i < count; i++)
        samples[i] = exchange_ns(connection, peer);
    printf("%" PRIu64 "\n", median_ns(samples, count));
    free(samples);
    return 0;
}
