// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_CLOCK_H
#define MCSHIM_COMMON_CLOCK_H

#include <stdint.h>

/*
 * Milliseconds of the monotonic clock, the same for every process of the
 * machine, exact to a few milliseconds (CLOCK_MONOTONIC_COARSE, see
 * clock_gettime(2)). Costs about 5 ns: no system call.
 * Any thread, signal handlers, after fork. Leaves errno alone.
 */
uint64_t clock_coarse_ms(void);

/* The same clock, exact, in microseconds. About 20 ns. */
uint64_t clock_exact_us(void);

/* Milliseconds since 1970, by the wall clock. */
uint64_t clock_unix_ms(void);

enum { CLOCK_UTC_TEXT_MAX = 25 };

/*
 * RFC 3339 in UTC, "2026-11-22T13:05:11.042Z". Unlike gmtime_r(3) it takes no lock,
 * so it is safe after fork. Returns text.
 */
char *clock_print_utc(uint64_t unix_ms, char text[static CLOCK_UTC_TEXT_MAX]);

#endif
