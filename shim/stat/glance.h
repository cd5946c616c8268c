// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_GLANCE_H
#define MCSHIM_STAT_GLANCE_H

#include "anchored.h"
#include "view.h"

/* One look at the table that the options name, or at all tables. */
struct glance {
    struct view *view; /* the caller frees it */
    const char *table; /* where it is anchored; with --all how many there are */
    struct anchored anchored;
};

/* False, and said on stderr, if there is no table or no memory. */
bool glance_take(struct glance *glance, const struct options *options);

#endif
