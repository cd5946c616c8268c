// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_VERDICT_H
#define MCSHIM_PRELOAD_VERDICT_H

#include "check.h"
#include "common/transition.h"

/*
 * From a check that has ended to the node's new state, and to all whom it concerns.
 * Only the keeper's thread.
 */

/* A check and what was known when it began. */
struct trial {
    struct node *node;
    struct status before;
    uint64_t started_ms;
    bool suspected; /* somebody on a connection that had worked was waiting */
    struct check check;
};

/* What the status is now, by the result of the check; the table is not changed yet. */
struct status verdict_find(const struct trial *trial, enum check_result result, uint64_t now_ms);

/*
 * Makes it so and, if it is news, tells every keeper of the machine, the journal and the
 * nodes at the same address. False: a newer one, given meanwhile, stands.
 */
bool verdict_give(const struct trial *trial, struct status after, uint64_t now_ms);

#endif
