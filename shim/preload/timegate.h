// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_TIMEGATE_H
#define MCSHIM_PRELOAD_TIMEGATE_H

#include "common/table.h"

#include <stdbool.h>

/*
 * For a process that has no keeper because it can have no thread: nobody checks. A node
 * on which somebody gave up, with data or a SYN that was never acknowledged, is left
 * alone for a check interval; then one request tries, and the next only after another.
 * Any thread, signal handlers; no lock, errno stays.
 */

/* True if a connect may pass. From the first call on the other two have an effect. */
bool timegate_admits(const struct node *node, uint64_t now_ms);

/* Somebody gave up on the node. */
void timegate_shut(const struct node *node, uint64_t now_ms);

/* The node has sent something. */
void timegate_open(const struct node *node);

#endif
