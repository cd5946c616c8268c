// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_ATTACH_H
#define MCSHIM_COMMON_ATTACH_H

#include "table.h"

#include <sys/types.h>

/*
 * The table is a System V shared memory segment, because nobody can truncate one
 * while others have it mapped. It is found by its anchor: a symbolic link whose
 * target is no path but the segment's name, made and replaced atomically by
 * symlink(2) and rename(2), read without a descriptor, followed by nobody.
 * docs/design.md, "Where the table lies", says more.
 */

enum attach_mode {
    ATTACH_SHARE,   /* read and write; made if there is none */
    ATTACH_READ,    /* read only, of an existing table */
    ATTACH_INSPECT, /* the same, whoever made it */
};

enum { ANCHOR_PATH_MAX = 64 };

/*
 * Where the machine's table for `user` in this network namespace is anchored, in
 * /dev/shm. False if /proc does not tell the namespace. Any thread; errno stays.
 */
bool machine_anchor(uid_t user, char path[static ANCHOR_PATH_MAX]);

/*
 * Attaches, never resets. NULL and *problem, a static sentence, if the anchor is
 * not ours to trust or the segment cannot be had. Any thread, after fork; no lock,
 * no malloc, no descriptor; errno stays.
 */
struct table *table_attach(const char *anchor, enum attach_mode mode, const char **problem);

/* A table for this process and the children that it forks. NULL: no memory. */
struct table *table_private(void);

/* Lets go of either kind of table; it stays for all others. */
void table_unmap(struct table *table);

#endif
