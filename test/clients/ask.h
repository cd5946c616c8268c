// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_CLIENTS_ASK_H
#define MCSHIM_TEST_CLIENTS_ASK_H

#include "nodes.h"

#include <stdbool.h>

/* One request over a blocking socket, from its start to its answer on stdout. */

/* On a new connection, closed afterwards. */
void ask_anew(const char *key);

/* On a connection to that node. False if it is no good any more. */
bool ask_on(int connection, const struct node_name *node, const char *key);

/* Makes a connection and tries it; -1 if it is no good. */
int ask_first(const struct node_name *node);

#endif
