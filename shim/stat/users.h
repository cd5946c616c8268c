// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_USERS_H
#define MCSHIM_STAT_USERS_H

#include "view.h"

/*
 * The tables of all users in this network namespace that we may read, as one. NULL: there
 * is none, or no memory; said on stderr.
 */
struct view *users_view(const struct filter *filter);

#endif
