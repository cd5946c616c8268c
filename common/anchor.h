// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_ANCHOR_H
#define MCSHIM_COMMON_ANCHOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * The name of a segment, as the anchor's target spells it:
 * "mcshimVERSION:IPC-NAMESPACE:SEGMENT:NONCE", where the version is the table's.
 */
struct segment_name {
    uint64_t ipc_namespace; /* its inode: segment ids mean nothing in another one */
    uint64_t segment;       /* shmget(2)'s id */
    uint64_t nonce;
    uint64_t maker; /* whose link it is; only anchor_read() tells */
};

enum anchor_state {
    ANCHOR_GOOD,
    ANCHOR_MISSING,
    ANCHOR_NOT_OURS, /* somebody could have made it whom we have no reason to trust */
    ANCHOR_FOREIGN,  /* something else is there: a file, a link elsewhere, ... */
    ANCHOR_OTHER_VERSION,
};

enum anchor_maker {
    ANCHOR_BY_US,      /* made by this user or root, or where not everybody may write */
    ANCHOR_BY_ANYBODY, /* to look at a table, in which nothing is trusted anyway */
};

/* The functions here: any thread, after fork; no descriptor, no allocation. errno changes. */

enum anchor_state anchor_read(const char *path, enum anchor_maker maker, struct segment_name *name);

/* The folder that holds it: what may be done there. False if there is none. */
bool anchor_folder(const char *path, struct stat *folder);

/* False if something is there already (EEXIST), or no link can be made; errno says why. */
bool anchor_create(const char *path, const struct segment_name *name);

/*
 * Puts an anchor in the place of the one named `old`, whose segment is gone. Of several
 * who try at once one succeeds. False: others were faster (EEXIST), or errno says why not.
 */
bool anchor_replace(const char *path, const struct segment_name *old,
                    const struct segment_name *name);

#endif
