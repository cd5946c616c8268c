// SPDX-License-Identifier: MIT
/*
 * Makes one hooked call again and again on descriptors that are no connection to a node,
 * and prints how long one takes, in nanoseconds, the median of batches: calls NAME BATCHES
 */
#include "clock.h"

#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BAD_USAGE = 2, BATCH = 1000 };

static int zero;
static int null;
static int pair[2];

static void call_read(void)
{
    char byte;
    if (read(zero, &byte, 1) != 1)
        err(EXIT_FAILURE, "read");
}

static void call_write(void)
{
    if (write(null, "", 1) != 1)
        err(EXIT_FAILURE, "write");
}

static void call_send(void)
{
    if (send(pair[0], "", 0, 0) != 0)
        err(EXIT_FAILURE, "send");
}

static void call_recv(void)
{
    char byte;
    if (recv(pair[1], &byte, 1, MSG_PEEK) != 1)
        err(EXIT_FAILURE, "recv");
}

static void call_close(void)
{
    if (close(open("/dev/null", O_RDONLY | O_CLOEXEC)) != 0)
        err(EXIT_FAILURE, "close");
}

static const struct {
    const char *name;
    void (*make)(void);
} calls[] = {
    {"read", call_read}, {"write", call_write}, {"send", call_send},
    {"recv", call_recv}, {"close", call_close},
};

static void prepare(void)
{
    zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (zero < 0 || null < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 ||
        send(pair[0], "", 1, 0) != 1)
        err(EXIT_FAILURE, "cannot prepare");
}

static uint64_t batch_ns(void (*call)(void))
{
    const uint64_t began_ns = clock_ns(CLOCK_MONOTONIC);
    for (size_t i = 0; i < BATCH; i++)
        call();
    return clock_ns(CLOCK_MONOTONIC) - began_ns;
}

int main(int argc, char *argv[])
{
    if (argc != 3)
        errx(BAD_USAGE, "Usage: calls read|write|send|recv|close BATCHES");
    const size_t count = argument_number(argv[2]);
    uint64_t *samples = calloc(count, sizeof *samples);
    if (samples == NULL)
        err(EXIT_FAILURE, "calloc");
    prepare();
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (strcmp(calls[i].name, argv[1]) != 0)
            continue;
        for (size_t done = 0; done < count; done++)
            samples[done] = batch_ns(calls[i].make);
        printf("%.3f\n", (double)median_ns(samples, count) / BATCH);
        free(samples);
        return 0;
    }
    errx(BAD_USAGE, "%s: no such call", argv[1]);
}
