// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_PROCESS_H
#define MCSHIM_PRELOAD_PROCESS_H

#include "common/table.h"

#include <stdbool.h>

/*
 * Whose memory this is, and the table that it shares.
 *
 * A vfork child runs hooks in its parent's memory: what it closes is not closed
 * here. So only the owner may change what is kept about descriptors.
 */

/* Makes the calling process the owner: at the start, and in a fork child. */
void process_adopt(void);

/* One system call. Any thread, signal handlers. */
bool process_is_owner(void);

/*
 * The table that the settings name, attached at the first call; a private one if that
 * cannot be. NULL: no memory. Any thread, after fork;
 * no lock, no malloc, errno stays.
 */
struct table *process_table(void);

/* A line in the journal if the table is not the one that was asked for. In the keeper. */
void process_say_table(void);

/* NULL as long as nothing was attached. Signal handlers too. */
struct table *process_table_if_any(void);

/* The nodes that this process has connected to. Any thread, signal handlers. */
void process_use_node(size_t index);

/* The first used node at or after index; TABLE_NODES if there is none. */
size_t process_next_node(size_t index);

#endif
