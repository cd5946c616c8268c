// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_BENCH_CLOCK_H
#define MCSHIM_TEST_BENCH_CLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* Nanoseconds of that clock (clock_gettime(2)). */
uint64_t clock_ns(clockid_t clock);

/* Sorts the samples. `count` is at least 1. */
uint64_t median_ns(uint64_t *samples, size_t count);

/* The number that the argument is, at least 1; else the program ends with 2. */
size_t argument_number(const char *text);

#endif
