// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_STEER_H
#define MCSHIM_STAT_STEER_H

#include "common/transition.h"

/*
 * What an operator changes in the table. Every change is made so that hooks see it at once,
 * rings all keepers, and is an event and a line of syslog with the uid that asked.
 */

/* The node's slot, not taken if it has none. NULL: nobody has heard of it. */
struct node *steer_find(struct table *table, const struct endpoint *endpoint);

/* The node is in that state from now on. Returns what it was in. */
enum node_state steer_node(struct table *table, struct node *node, enum node_state state);

/* What is known of the node is forgotten, and it is UP; MAINT stays. Returns what it was in. */
enum node_state steer_reset(struct table *table, struct node *node);

void steer_mode(struct table *table, enum mode_switch mode);

/* One line on standard output: the node, and where from and to it went or why it did not. */
void steer_say(const struct endpoint *endpoint, const char *what);

#endif
