// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_EXPOSURE_H
#define MCSHIM_STAT_EXPOSURE_H

#include "view.h"

/*
 * Who is not protected: running processes that have a connection to a node but no keeper.
 * Found in /proc: net/tcp and net/tcp6 say which sockets of this network namespace are
 * connected to which endpoint, the links in PID/fd whose they are.
 */

enum { EXPOSED_MAX = 256, WHY_MAX = 128 };

struct exposed {
    uint32_t pid;
    char command[4 * PROCESS_COMMAND_MAX + 1];
    uint32_t connections; /* to nodes */
    char why[WHY_MAX];    /* printable */
};

struct exposure {
    size_t count;
    size_t unseen; /* processes that we may not look into: another user's */
    struct exposed list[EXPOSED_MAX];
};

/*
 * Nodes are those of the view, and those that MCSHIM_NODES names in our own environment.
 * False: no memory.
 */
bool exposure_find(struct exposure *exposure, const struct view *view);

/* Adds the process with that id, whether it has connections or not. */
void exposure_add(struct exposure *exposure, const char *pid, uint32_t connections,
                  const struct endpoint *node);

#endif
