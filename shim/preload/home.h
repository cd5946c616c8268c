// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_HOME_H
#define MCSHIM_PRELOAD_HOME_H

#include "common/table.h"

#include <stdbool.h>

/*
 * What this process knows nodes by: the table that it shares, the network namespace
 * that the table is about, and the nodes in it that the process has used.
 */

/*
 * The table that the settings name, attached at the first call, for the network of the
 * socket fd; a private one if that cannot be. NULL: no memory, or the socket is in
 * another network, whose nodes are others. Any thread, after fork; no lock, no malloc,
 * errno stays.
 */
struct table *home_table(int fd);

/* NULL as long as nothing was attached. Signal handlers too. */
struct table *home_table_if_any(void);

/* False if fd is a socket of another network namespace than the table's. Any thread. */
bool home_has_socket(int fd);

/* A line in the journal if the table is not the one that was asked for. In the keeper. */
void home_say_table(void);

/*
 * The nodes that this process has connected to. True if it is a new one, of which the
 * keeper must be told. Any thread, signal handlers.
 */
bool home_use_node(size_t index);

/* The first used node at or after index; TABLE_NODES if there is none. */
size_t home_next_node(size_t index);

#endif
