// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_PACE_H
#define MCSHIM_COMMON_PACE_H

#include "table.h"

#include <stdbool.h>

/*
 * How fast a node answers, learned from its answers: the slowest one of this and of the last
 * window, in one word of the node's slot. A window lasts until it is some seconds old and has
 * enough answers, so that a node of which nothing is heard forgets nothing, and a node that
 * is heard of often is written to rarely.
 *
 * Any thread, signal handlers; no lock; errno stays.
 */

/* Answers without which nothing is known. */
enum { PACE_ENOUGH = 64 };

/* An answer that took elapsed_ms. */
void pace_note(struct node *node, uint64_t elapsed_ms, uint64_t now_ms);

/* False as long as too few answers were noted. */
bool pace_known(const struct node *node, uint64_t *slowest_ms);

#endif
