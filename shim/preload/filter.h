// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_FILTER_H
#define MCSHIM_PRELOAD_FILTER_H

#include <stdbool.h>

/*
 * seccomp(2) filters: some say EPERM to a system call, others kill the process, and
 * nobody can ask which. So where there is a filter, unusual calls are tried first in a
 * child, for whose death nobody is told. Any thread, after fork; errno stays.
 */

/* True if calls() returned true, and survived. Without a filter it runs right here. */
bool filter_allows(bool (*calls)(void));

/* True if this thread has a filter. */
bool filter_exists(void);

#endif
