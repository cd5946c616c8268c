// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_GLANCE_H
#define MCSHIM_STAT_GLANCE_H

#include "options.h"

#include <limits.h>

/* One look at the table that the options name, or at all tables. */
struct glance {
    struct view *view;    /* the caller frees it */
    char table[PATH_MAX]; /* where it is anchored, as far as one is */
};

/* False, and said on stderr, if there is no table or no memory. */
bool glance_take(struct glance *glance, const struct options *options);

#endif
