// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_PATIENCE_H
#define MCSHIM_PRELOAD_PATIENCE_H

#include "check.h"
#include "common/transition.h"

/*
 * How long a node may be silent: as long as the settings say, but less if it is known to
 * answer fast, and more if it is known to answer late. Any thread, signal handlers; no lock,
 * errno stays.
 */

/* Before a wait is a suspicion. */
uint64_t patience_stall_ms(const struct node *node);

/* For any node at least this long. */
uint64_t patience_least_ms(void);

/* True if a wait since then is one: of most it is clear without a look at the node. */
bool patience_is_over(const struct node *node, uint64_t since_ms, uint64_t now_ms);

/* Before a check that begins in this state is a verdict. */
struct check_time patience_check(const struct node *node, enum node_state state);

#endif
