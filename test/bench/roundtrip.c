// SPDX-License-Identifier: MIT
/*
 * Gets a key over connections that stay open, one after the other in turn, and prints the
 * median time of a get in nanoseconds: roundtrip ADDRESS:PORT CONNECTIONS COUNT
 */
#include "clock.h"
#include "dial.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BAD_USAGE = 2, REPLY_MAX = 512 };

static void get(int connection)
{
    static const char question[] = "get key\r\n";
    static const char end[] = "END\r\n";
    char reply[REPLY_MAX];
    size_t length = 0;
    if (send(connection, question, sizeof question - 1, 0) != sizeof question - 1)
        err(EXIT_FAILURE, "send");
    do {
        const ssize_t got = recv(connection, reply + length, sizeof reply - length, 0);
        if (got <= 0)
            err(EXIT_FAILURE, "recv");
        length += (size_t)got;
    } while (length < sizeof end - 1 ||
             memcmp(reply + length - (sizeof end - 1), end, sizeof end - 1) != 0);
}

int main(int argc, char *argv[])
{
    struct endpoint node;
    if (argc != 4 || !endpoint_parse(&node, argv[1]))
        errx(BAD_USAGE, "Usage: roundtrip ADDRESS:PORT CONNECTIONS COUNT");
    const size_t connections = argument_number(argv[2]);
    const size_t count = argument_number(argv[3]);
    int *connection = calloc(connections, sizeof *connection);
    uint64_t *samples = calloc(count, sizeof *samples);
    if (connection == NULL || samples == NULL)
        err(EXIT_FAILURE, "calloc");
    for (size_t i = 0; i < connections; i++)
        connection[i] = dial(&node);
    for (size_t i = 0; i < count; i++) {
        const uint64_t began_ns = clock_ns(CLOCK_MONOTONIC);
        get(connection[i % connections]);
        samples[i] = clock_ns(CLOCK_MONOTONIC) - began_ns;
    }
    printf("%" PRIu64 "\n", median_ns(samples, count));
    free(samples);
    free(connection);
    return 0;
}
