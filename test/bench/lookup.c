// SPDX-License-Identifier: MIT
/*
 * Looks nodes up in a table that holds as many, in several threads at once, and prints what
 * one look-up costs a thread, in nanoseconds of its processor time: lookup NODES THREADS
 */
#include "clock.h"
#include "common/attach.h"
#include "common/table.h"

#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { BAD_USAGE = 2, THREADS_MAX = 256, LOOKUPS = 20000000, STRIDE = 7919 /* a prime */ };

static struct table *table;
static struct endpoint *endpoints;
static size_t nodes;
static size_t lookups; /* of one thread */

static void *look(void *spent_ns)
{
    const uint64_t began_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    for (size_t i = 0, next = 0; i < lookups; i++, next = (next + STRIDE) % nodes)
        if (table_find(table, &endpoints[next]) == NULL)
            errx(EXIT_FAILURE, "the table is full");
    *(uint64_t *)spent_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - began_ns;
    return NULL;
}

static void fill(void)
{
    table = table_private();
    endpoints = calloc(nodes, sizeof *endpoints);
    if (table == NULL || endpoints == NULL)
        err(EXIT_FAILURE, "no memory");
    for (size_t i = 0; i < nodes; i++) {
        char text[ENDPOINT_TEXT_MAX];
        snprintf(text, sizeof text, "10.%zu.%zu.1:11211", i / 256 % 256, i % 256);
        if (!endpoint_parse(&endpoints[i], text) || table_find(table, &endpoints[i]) == NULL)
            errx(EXIT_FAILURE, "%s: no place in the table", text);
    }
}

int main(int argc, char *argv[])
{
    pthread_t threads[THREADS_MAX];
    uint64_t spent_ns[THREADS_MAX];
    if (argc != 3)
        errx(BAD_USAGE, "Usage: lookup NODES THREADS");
    nodes = argument_number(argv[1]);
    const size_t count = argument_number(argv[2]);
    if (count > THREADS_MAX)
        errx(BAD_USAGE, "%zu: at most %d threads", count, THREADS_MAX);
    lookups = LOOKUPS / count;
    fill();
    for (size_t i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, look, &spent_ns[i]) != 0)
            errx(EXIT_FAILURE, "no thread");
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    printf("%.3f\n", (double)median_ns(spent_ns, count) / (double)lookups);
    return 0;
}
