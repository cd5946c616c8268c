// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_KEEPER_H
#define MCSHIM_PRELOAD_KEEPER_H

#include <stdbool.h>

/*
 * The thread, one a process, that watches the records, checks nodes and releases
 * waiters. It sleeps without a limit while nobody waits and all nodes are UP.
 */

/*
 * Starts the keeper if it does not run. False: there is none and cannot be one, leave
 * the process alone. Any thread, after fork; errno stays. The one call that starts it
 * creates a thread, and that allocates: not in a signal handler.
 */
bool keeper_ensure(void);

/* In a fork child: the keeper was the parent's. */
void keeper_forget(void);

#endif
