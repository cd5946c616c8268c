// SPDX-License-Identifier: MIT
/*
 * Connects to where it is refused, each time with a new socket, and prints two medians in
 * nanoseconds: of the connect alone, and of socket, connect and close together:
 * refusals ADDRESS:PORT COUNT
 */
#include "clock.h"
#include "common/endpoint.h"

#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BAD_USAGE = 2 };

int main(int argc, char *argv[])
{
    struct endpoint node;
    if (argc != 3 || !endpoint_parse(&node, argv[1]))
        errx(BAD_USAGE, "Usage: refusals ADDRESS:PORT COUNT");
    struct sockaddr_storage address;
    const int family = endpoint_family(&node);
    const socklen_t length = endpoint_to_sockaddr(&node, family, &address);
    const size_t count = argument_number(argv[2]);
    uint64_t *connects = calloc(count, sizeof *connects);
    uint64_t *wholes = calloc(count, sizeof *wholes);
    if (connects == NULL || wholes == NULL)
        err(EXIT_FAILURE, "calloc");
    for (size_t i = 0; i < count; i++) {
        const uint64_t began_ns = clock_ns(CLOCK_MONOTONIC);
        const int connection = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const uint64_t asked_ns = clock_ns(CLOCK_MONOTONIC);
        const int result = connect(connection, (struct sockaddr *)&address, length);
        const uint64_t refused_ns = clock_ns(CLOCK_MONOTONIC);
        if (result == 0 || errno != ECONNREFUSED)
            err(EXIT_FAILURE, "not refused");
        close(connection);
        wholes[i] = clock_ns(CLOCK_MONOTONIC) - began_ns;
        connects[i] = refused_ns - asked_ns;
    }
    printf("%" PRIu64 " %" PRIu64 "\n", median_ns(connects, count), median_ns(wholes, count));
    free(wholes);
    free(connects);
    return 0;
}
