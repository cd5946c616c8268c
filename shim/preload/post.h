// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_POST_H
#define MCSHIM_PRELOAD_POST_H

#include "common/transition.h"

/*
 * Whose turn it is, and when: this process's leases on nodes. A node that is not UP
 * has one holder, who keeps the lease from check to check so that all others may
 * sleep. Only the keeper's thread, unless it says otherwise.
 */

/* When a check of the node is due, whoever makes it. */
uint64_t post_due_ms(const struct node *node, uint64_t now_ms);

/* True if the check that is due is ours to make: the lease is ours for check_ms, and a little. */
bool post_hold(struct node *node, uint64_t now_ms, uint64_t check_ms);

/*
 * After a check that began at started_ms, and whose verdict stands: when the next is due, and
 * that it is ours again.
 */
void post_schedule(struct node *node, struct status status, uint64_t started_ms, uint64_t now_ms);

/* Gives the lease back, if there is one: no check is to be made, or others know better. */
void post_yield(struct node *node);

/* When somebody else's lease will have run out, should it not be renewed. */
uint64_t post_relief_ms(const struct node *node, uint64_t now_ms);

/* A connection that worked has stalled while newcomers are refused: the next check is due. */
void post_urge(const struct node *node);

/* Whether the check that begins now was urged. Once. */
bool post_was_urged(const struct node *node, uint64_t now_ms);

/* Gives all leases back. Any thread. */
void post_resign(void);

/* In a fork child: the leases are the parent's. */
void post_forget(void);

#endif
