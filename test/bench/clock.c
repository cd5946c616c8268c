// SPDX-License-Identifier: MIT
#include "clock.h"

#include <err.h>
#include <stdlib.h>

enum { BAD_USAGE = 2 };

uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static int compare(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

uint64_t median_ns(uint64_t *samples, size_t count)
{
    qsort(samples, count, sizeof *samples, compare);
    return samples[count / 2];
}

size_t argument_number(const char *text)
{
    char *end;
    const unsigned long number = strtoul(text, &end, 10);
    if (*end != '\0' || number == 0)
        errx(BAD_USAGE, "%s: expected a number above 0", text);
    return number;
}
