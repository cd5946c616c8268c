// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_KEEPER_H
#define MCSHIM_PRELOAD_KEEPER_H

/*
 * The thread, one a process, that watches the records, checks nodes and releases
 * waiters. It sleeps without a limit while nobody waits and all nodes are UP.
 */

enum keeper_state {
    KEEPER_NONE, /* no thread could be had; tried again after a second */
    KEEPER_LIVES,
    KEEPER_NEVER, /* the table has no place for this process: leave it alone */
};

/* How large its stack must be. Once, before the program has threads. */
void keeper_measure(void);

/*
 * Starts the keeper if it does not run. Any thread, after fork; errno stays. The one call that
 * starts it creates a thread, and that allocates: not in a signal handler.
 */
enum keeper_state keeper_ensure(void);

/* In a fork child: the keeper was the parent's. */
void keeper_forget(void);

#endif
