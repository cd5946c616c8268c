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

#endif
