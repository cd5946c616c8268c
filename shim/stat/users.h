// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_USERS_H
#define MCSHIM_STAT_USERS_H

#include "view.h"

#include <sys/types.h>

/* The tables of all users in this network namespace. */

/* Calls `visit` for the anchor of each. */
void users_each(void (*visit)(const char *path, uid_t user, void *context), void *context);

/* Says on stderr that none was found that could be used. */
void users_say_none(void);

/* Those that we may read, as one. NULL: there is none, or no memory; said on stderr. */
struct view *users_view(const struct filter *filter);

#endif
