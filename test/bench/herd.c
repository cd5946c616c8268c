// SPDX-License-Identifier: MIT
/*
 * Processes with threads that have a connection each to one node: herd ADDRESS:PORT PROCESSES
 * THREADS. Says "ready" when all have been answered once. At a line on stdin each asks and
 * waits; when all waits are over it prints one line, the ends in milliseconds of the wall
 * clock. Stays until stdin ends.
 */
#include "clock.h"
#include "dial.h"

#include <err.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BAD_USAGE = 2, STACK_BYTES = 64 * 1024, LOOK_US = 1000, NS_PER_MS = 1000000 };

static struct endpoint node;
static size_t processes;
static size_t threads;
static int go[2]; /* a pipe: its end is the signal */

/* Shared by all processes. */
static struct shared {
    atomic_size_t ready;
    atomic_size_t over;
    uint64_t ended_ms[];
} * shared;

/* False: the wait ended without an answer. */
static bool ask(int connection)
{
    static const char question[] = "version\r\n";
    char answer[64];
    return send(connection, question, sizeof question - 1, MSG_NOSIGNAL) > 0 &&
           recv(connection, answer, sizeof answer, 0) > 0;
}

static void *wait_once(void *end_ms)
{
    const int connection = dial(&node);
    struct pollfd signal = {.fd = go[0]};
    if (!ask(connection))
        errx(EXIT_FAILURE, "the node does not answer");
    atomic_fetch_add(&shared->ready, 1);
    poll(&signal, 1, -1);
    ask(connection);
    *(uint64_t *)end_ms = clock_ns(CLOCK_REALTIME) / NS_PER_MS;
    atomic_fetch_add(&shared->over, 1);
    pause();
    return NULL;
}

static void be_a_process(size_t number)
{
    pthread_t thread;
    pthread_attr_t small;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(go[1]);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, STACK_BYTES);
    for (size_t i = 0; i < threads; i++)
        if (pthread_create(&thread, &small, wait_once, &shared->ended_ms[number * threads + i]))
            errx(EXIT_FAILURE, "no thread");
    pause();
}

/* A child that has failed has said why. */
static void wait_for(const atomic_size_t *counter, size_t wanted)
{
    while (atomic_load(counter) < wanted) {
        if (waitpid(-1, NULL, WNOHANG) > 0)
            exit(EXIT_FAILURE);
        usleep(LOOK_US);
    }
}

static void report(void)
{
    for (size_t i = 0; i < processes * threads; i++)
        printf("%" PRIu64 " ", shared->ended_ms[i]);
    puts("");
    fflush(stdout);
}

int main(int argc, char *argv[])
{
    if (argc != 4 || !endpoint_parse(&node, argv[1]))
        errx(BAD_USAGE, "Usage: herd ADDRESS:PORT PROCESSES THREADS");
    processes = argument_number(argv[2]);
    threads = argument_number(argv[3]);
    const size_t size = sizeof *shared + processes * threads * sizeof shared->ended_ms[0];
    shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || pipe(go) != 0)
        err(EXIT_FAILURE, "cannot start");
    for (size_t i = 0; i < processes; i++) {
        const pid_t child = fork();
        if (child < 0)
            err(EXIT_FAILURE, "fork");
        if (child == 0)
            be_a_process(i);
        wait_for(&shared->ready, (i + 1) * threads); /* one after the other: no stampede */
    }
    puts("ready");
    fflush(stdout);
    if (getchar() != EOF) {
        close(go[1]);
        wait_for(&shared->over, processes * threads);
        report();
        while (getchar() != EOF)
            ;
    }
    return 0; /* and the kernel ends the others */
}
