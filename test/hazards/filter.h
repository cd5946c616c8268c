// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_HAZARDS_FILTER_H
#define MCSHIM_TEST_HAZARDS_FILTER_H

#include <stdbool.h>

/* seccomp(2) filters as containers and service managers make them; filter.c has their names. */

/* From here on this thread, or all that there are, and all their children are behind it. */
void filter_enter(const char *name, bool all_threads);

#endif
