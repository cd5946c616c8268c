// SPDX-License-Identifier: MIT
/*
 * Connects, asks for the version and hangs up, again and again, as health checks do; prints
 * how many of these a second the node answers: knocks ADDRESS:PORT THREADS MS
 */
#include "clock.h"
#include "dial.h"

#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BAD_USAGE = 2, THREADS_MAX = 64, US_PER_MS = 1000 };

static struct endpoint node;
static atomic_bool over;
static atomic_size_t answered;

static void knock(void)
{
    static const char question[] = "version\r\n";
    static const struct linger reset = {.l_onoff = 1};
    char answer[64];
    const int connection = dial(&node);
    if (send(connection, question, sizeof question - 1, 0) < 0 ||
        recv(connection, answer, sizeof answer, 0) <= 0)
        err(EXIT_FAILURE, "no answer");
    setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(connection);
}

static void *knock_on(void *unused)
{
    (void)unused;
    for (; !atomic_load(&over); atomic_fetch_add(&answered, 1))
        knock();
    return NULL;
}

int main(int argc, char *argv[])
{
    pthread_t threads[THREADS_MAX];
    if (argc != 4 || !endpoint_parse(&node, argv[1]))
        errx(BAD_USAGE, "Usage: knocks ADDRESS:PORT THREADS MS");
    const size_t count = argument_number(argv[2]);
    const size_t length_ms = argument_number(argv[3]);
    if (count > THREADS_MAX)
        errx(BAD_USAGE, "%zu: at most %d threads", count, THREADS_MAX);
    for (size_t i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, knock_on, NULL) != 0)
            errx(EXIT_FAILURE, "no thread");
    usleep((useconds_t)length_ms * US_PER_MS);
    atomic_store(&over, true);
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    printf("%.1f\n", (double)atomic_load(&answered) * 1000 / (double)length_ms);
    return 0;
}
