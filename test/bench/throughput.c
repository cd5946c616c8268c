// SPDX-License-Identifier: MIT
/*
 * Threads that get a key as fast as they can, each with a libmemcached client and a
 * connection of its own; prints how many gets a second, and how many a second of the
 * process's processor time: throughput ADDRESS:PORT THREADS MS
 */
#include "clock.h"
#include "common/endpoint.h"

#include <err.h>
#include <libmemcached/memcached.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAD_USAGE = 2, THREADS_MAX = 256, US_PER_MS = 1000 };

static const char key[] = "key";
static char host[ENDPOINT_TEXT_MAX];
static struct endpoint node;
static pthread_barrier_t start;
static atomic_bool over;
static atomic_size_t gets;

static void get(memcached_st *client)
{
    size_t length;
    uint32_t flags;
    memcached_return_t result;
    free(memcached_get(client, key, sizeof key - 1, &length, &flags, &result));
    if (result != MEMCACHED_SUCCESS)
        errx(EXIT_FAILURE, "get: %s", memcached_strerror(client, result));
}

static void *work(void *unused)
{
    (void)unused;
    size_t done = 0;
    memcached_st *client = memcached_create(NULL);
    if (client == NULL || memcached_server_add(client, host, node.port) != MEMCACHED_SUCCESS)
        errx(EXIT_FAILURE, "no client");
    get(client);
    pthread_barrier_wait(&start);
    for (; !atomic_load_explicit(&over, memory_order_relaxed); done++)
        get(client);
    atomic_fetch_add(&gets, done);
    memcached_free(client);
    return NULL;
}

int main(int argc, char *argv[])
{
    pthread_t threads[THREADS_MAX];
    if (argc != 4 || !endpoint_parse(&node, argv[1]))
        errx(BAD_USAGE, "Usage: throughput ADDRESS:PORT THREADS MS");
    const size_t count = argument_number(argv[2]);
    const size_t length_ms = argument_number(argv[3]);
    if (count > THREADS_MAX)
        errx(BAD_USAGE, "%zu: at most %d threads", count, THREADS_MAX);
    snprintf(host, sizeof host, "%s", argv[1]);
    *strrchr(host, ':') = '\0';
    pthread_barrier_init(&start, NULL, (unsigned)count + 1);
    for (size_t i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, work, NULL) != 0)
            errx(EXIT_FAILURE, "no thread");
    pthread_barrier_wait(&start);
    const uint64_t began_ns = clock_ns(CLOCK_MONOTONIC);
    const uint64_t busy_before_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    usleep((useconds_t)length_ms * US_PER_MS);
    atomic_store(&over, true);
    const uint64_t took_ns = clock_ns(CLOCK_MONOTONIC) - began_ns;
    const uint64_t busy_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - busy_before_ns;
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    const double done = (double)atomic_load(&gets) * 1e9;
    printf("%.1f %.1f\n", done / (double)took_ns, done / (double)busy_ns);
    return 0;
}
