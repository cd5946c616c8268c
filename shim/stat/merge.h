// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_MERGE_H
#define MCSHIM_STAT_MERGE_H

#include "view.h"

/*
 * Adds what one view says to another: of a node the worst state counts, and the sums of the
 * counters; processes are elsewhere if they are so for both. False: no memory. view_settle()
 * is the caller's business.
 */
bool merge_view(struct view *into, const struct view *from);

#endif
