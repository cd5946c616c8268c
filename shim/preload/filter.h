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

/*
 * From here on filter_is_new() tells of filters that this thread gets later, as
 * SECCOMP_FILTER_FLAG_TSYNC gives them to all threads. It keeps a descriptor. The two are
 * for one thread; of a second filter the kernel tells as of Linux 5.9 (proc(5)).
 */
void filter_remember(void);

/* True also if nothing can be known. Nothing but prctl(2) and pread(2): those are allowed. */
bool filter_is_new(void);

#endif
