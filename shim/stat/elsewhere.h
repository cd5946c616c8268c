// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_ELSEWHERE_H
#define MCSHIM_STAT_ELSEWHERE_H

#include "view.h"

/*
 * Notes in the view which running processes have a keeper but not this table: those that
 * fell back to one of their own (their log says why), and those whose MCSHIM_TABLE names
 * another. Found in /proc: a thread named "mcshim", and no mapping of the segment that `table`
 * is mapped from. Left out are those in other network namespaces, whose nodes are others, and
 * those that we may not look into (another user's).
 */
void elsewhere_find(struct view *view, const struct table *table);

#endif
