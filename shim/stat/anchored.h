// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_ANCHORED_H
#define MCSHIM_STAT_ANCHORED_H

#include "common/attach.h"
#include "options.h"

/* Which table is meant, and how it is had. */

/* Where the table is anchored: --table, MCSHIM_TABLE if it is a path, or the caller's own. */
struct anchored {
    const char *path;
    char machine[ANCHOR_PATH_MAX];
};

/* False, and said on stderr, if /proc does not tell. */
bool anchored_choose(struct anchored *anchored, const struct options *options);

/* NULL: there is none, or it is not ours to use; said on stderr. */
struct table *anchored_attach(const struct anchored *anchored, enum attach_mode mode);

/* Both at once, to read. */
struct table *anchored_open(struct anchored *anchored, const struct options *options);

#endif
