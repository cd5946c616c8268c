// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_HAZARDS_THINGS_H
#define MCSHIM_TEST_HAZARDS_THINGS_H

/* What a descriptor number can come to mean, and how one tells that it is well. */

struct thing {
    int fd;
    int other; /* its other end, or what belongs to it */
};

struct thing_kind {
    const char *name;                       /* NULL: the end of the list */
    struct thing (*open)(const char *node); /* that node is only for a connection to it */
    void (*use)(struct thing thing);        /* prints what came of it */
};

extern const struct thing_kind thing_kinds[];

#endif
