// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_WAITS_H
#define MCSHIM_PRELOAD_WAITS_H

#include "records.h"

/*
 * Waits: what ends one, and what excuses it. A check that began after the wait and was
 * answered, in the kind that is waited for, acquits: the node is slow, not silent.
 *
 * Any thread, signal handlers; no lock, no malloc, errno stays.
 */

/*
 * Ends a wait; one that outlasted the stall limit, and was not acquitted by a check,
 * is counted as a stall.
 */
void wait_settle(struct record *record, uint64_t now_ms);

/* The same for one that the node itself has ended: it is also a measure of the node's pace. */
void wait_answered(struct record *record, uint64_t now_ms);

#define WAIT_FOR_EVER UINT64_MAX

/*
 * Until when a check's answer excuses the wait; 0: not at all. On a connection that the
 * node has answered before, for ever. On one that it never did the check may have had
 * the last place in a node that runs out of them: there the excuse lasts as long again
 * as the wait had lasted.
 */
uint64_t wait_acquitted_until_ms(const struct record *record, uint64_t word, uint64_t since_ms);
bool wait_is_acquitted(const struct record *record, uint64_t word, uint64_t since_ms);

#endif
