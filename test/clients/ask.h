// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_CLIENTS_ASK_H
#define MCSHIM_TEST_CLIENTS_ASK_H

#include "nodes.h"

#include <stdatomic.h>

/* One request over a blocking socket, from its start to its answer on stdout. */

/* On a new connection, closed afterwards. */
void ask_anew(const char *key);

/* On a connection to that node. */
void ask_on(int connection, const struct node_name *node, const char *key);

/* Makes a connection and tries it. It is in *connection, -1 if it is no good, before it tells. */
void ask_first(const struct node_name *node, atomic_int *connection);

#endif
