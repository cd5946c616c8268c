// SPDX-License-Identifier: MIT
/*
 * Threads that get a key as fast as they can, by turns from one node and from another, each with
 * a libmemcached client and a connection of its own to either; prints how many gets a second
 * there were in each turn: throughput ADDRESS:PORT ADDRESS:PORT THREADS MS
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

enum { BAD_USAGE = 2, THREADS_MAX = 256, US_PER_MS = 1000, NODES = 2, CACHE_LINE = 64 };

/* So short that the machine is the same for both, so long that few gets are begun in one turn and
 * ended in the next. */
enum { TURN_US = 20000 };

static const char key[] = "key";
static struct node {
    char host[ENDPOINT_TEXT_MAX];
    struct endpoint endpoint;
} nodes[NODES];
static struct {
    _Alignas(CACHE_LINE) atomic_size_t done;
} gets[THREADS_MAX];
static pthread_barrier_t start;
static atomic_uint turn;
static atomic_bool over;

static memcached_st *open_client(const struct node *node)
{
    memcached_st *client = memcached_create(NULL);
    if (client == NULL ||
        memcached_server_add(client, node->host, node->endpoint.port) != MEMCACHED_SUCCESS)
        errx(EXIT_FAILURE, "no client");
    return client;
}

static void get(memcached_st *client)
{
    size_t length;
    uint32_t flags;
    memcached_return_t result;
    free(memcached_get(client, key, sizeof key - 1, &length, &flags, &result));
    if (result != MEMCACHED_SUCCESS)
        errx(EXIT_FAILURE, "get: %s", memcached_strerror(client, result));
}

static void *work(void *counter)
{
    atomic_size_t *done = counter;
    memcached_st *clients[NODES];
    for (size_t i = 0; i < NODES; i++) {
        clients[i] = open_client(&nodes[i]);
        get(clients[i]);
    }
    pthread_barrier_wait(&start);
    while (!atomic_load_explicit(&over, memory_order_relaxed)) {
        get(clients[atomic_load_explicit(&turn, memory_order_relaxed)]);
        atomic_fetch_add_explicit(done, 1, memory_order_relaxed);
    }
    for (size_t i = 0; i < NODES; i++)
        memcached_free(clients[i]);
    return NULL;
}

static size_t gets_until_now(void)
{
    size_t sum = 0;
    for (size_t i = 0; i < THREADS_MAX; i++)
        sum += atomic_load_explicit(&gets[i].done, memory_order_relaxed);
    return sum;
}

static void take_turns(size_t count)
{
    uint64_t began_ns = clock_ns(CLOCK_MONOTONIC);
    size_t begun = gets_until_now();
    for (size_t i = 0; i < count; i++) {
        usleep(TURN_US);
        const uint64_t now_ns = clock_ns(CLOCK_MONOTONIC);
        const size_t now = gets_until_now();
        atomic_store(&turn, (unsigned)((i + 1) % NODES));
        printf("%.1f ", (double)(now - begun) * 1e9 / (double)(now_ns - began_ns));
        began_ns = now_ns;
        begun = now;
    }
    atomic_store(&over, true);
    printf("\n");
}

static void read_node(struct node *node, const char *text)
{
    if (!endpoint_parse(&node->endpoint, text))
        errx(BAD_USAGE, "%s: not ADDRESS:PORT", text);
    snprintf(node->host, sizeof node->host, "%s", text);
    *strrchr(node->host, ':') = '\0';
}

int main(int argc, char *argv[])
{
    pthread_t threads[THREADS_MAX];
    if (argc != 5)
        errx(BAD_USAGE, "Usage: throughput ADDRESS:PORT ADDRESS:PORT THREADS MS");
    const size_t count = argument_number(argv[3]);
    const size_t length_ms = argument_number(argv[4]);
    if (count > THREADS_MAX)
        errx(BAD_USAGE, "%zu: at most %d threads", count, THREADS_MAX);
    for (size_t i = 0; i < NODES; i++)
        read_node(&nodes[i], argv[i + 1]);
    pthread_barrier_init(&start, NULL, (unsigned)count + 1);
    for (size_t i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, work, &gets[i].done) != 0)
            errx(EXIT_FAILURE, "no thread");
    pthread_barrier_wait(&start);
    take_turns(length_ms * US_PER_MS / TURN_US);
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
