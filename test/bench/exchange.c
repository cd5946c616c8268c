// SPDX-License-Identifier: MIT
/*
 * Sends a question, looks for its answer before there is one, and receives it: on connections to
 * two nodes by turns, whose other ends it answers itself, so that nobody waits for anybody.
 * Prints the median time of the three calls for each node, in nanoseconds:
 * exchange ADDRESS:PORT ADDRESS:PORT COUNT
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

enum { BAD_USAGE = 2, NODES = 2 };

static const char question[] = "get key\r\n";
static const char reply[] = "END\r\n";
static char buffer[64];

struct node {
    int connection;
    int peer;
    uint64_t *samples;
};

static int listen_at(const struct endpoint *endpoint)
{
    struct sockaddr_storage address;
    const int family = endpoint_family(endpoint);
    const socklen_t length = endpoint_to_sockaddr(endpoint, family, &address);
    const int listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 1) != 0)
        err(EXIT_FAILURE, "cannot listen");
    return listener;
}

static void open_node(struct node *node, const char *text, size_t count)
{
    struct endpoint endpoint;
    if (!endpoint_parse(&endpoint, text))
        errx(BAD_USAGE, "%s: not ADDRESS:PORT", text);
    const int listener = listen_at(&endpoint);
    node->connection = dial(&endpoint);
    node->peer = accept(listener, NULL, NULL);
    node->samples = calloc(count, sizeof *node->samples);
    if (node->samples == NULL)
        err(EXIT_FAILURE, "calloc");
}

/* By system calls, which are not hooked. */
static void answer(int peer)
{
    if (syscall(SYS_recvfrom, peer, buffer, sizeof buffer, 0, NULL, NULL) <= 0 ||
        syscall(SYS_sendto, peer, reply, sizeof reply - 1, 0, NULL, 0) <= 0)
        err(EXIT_FAILURE, "cannot answer");
}

static uint64_t exchange_ns(const struct node *node)
{
    const uint64_t began_ns = clock_ns(CLOCK_MONOTONIC);
    const ssize_t sent = send(node->connection, question, sizeof question - 1, MSG_NOSIGNAL);
    const ssize_t early = recv(node->connection, buffer, sizeof buffer, MSG_DONTWAIT);
    const uint64_t asked_ns = clock_ns(CLOCK_MONOTONIC);
    answer(node->peer);
    const uint64_t answered_ns = clock_ns(CLOCK_MONOTONIC);
    const ssize_t received = recv(node->connection, buffer, sizeof buffer, 0);
    const uint64_t ended_ns = clock_ns(CLOCK_MONOTONIC);
    if (sent <= 0 || early >= 0 || received <= 0)
        err(EXIT_FAILURE, "no exchange");
    return asked_ns - began_ns + ended_ns - answered_ns;
}

int main(int argc, char *argv[])
{
    struct node nodes[NODES];
    if (argc != 4)
        errx(BAD_USAGE, "Usage: exchange ADDRESS:PORT ADDRESS:PORT COUNT");
    const size_t count = argument_number(argv[3]);
    for (size_t i = 0; i < NODES; i++)
        open_node(&nodes[i], argv[i + 1], count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < NODES; j++) {
            const struct node *node = &nodes[(i + j) % NODES]; /* each first every second time */
            node->samples[i] = exchange_ns(node);
        }
    for (size_t i = 0; i < NODES; i++) {
        printf("%" PRIu64 " ", median_ns(nodes[i].samples, count));
        free(nodes[i].samples);
    }
    printf("\n");
    return 0;
}
