// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_SOCKETS_H
#define MCSHIM_STAT_SOCKETS_H

#include "common/endpoint.h"
#include "map.h"

/*
 * The TCP connections of this network namespace that are of interest, by their inode: what
 * net/tcp and net/tcp6 say (proc_pid_net(5)) of those that are established or connecting.
 */

struct socket {
    unsigned long inode;
    struct endpoint remote;
    UT_hash_handle hh;
};

/*
 * Adds those whose remote end `is_wanted`. False: no memory; what was added is freed by
 * sockets_free().
 */
bool sockets_read(struct socket **sockets, bool (*is_wanted)(const struct endpoint *, const void *),
                  const void *context);

/* What the link of a descriptor, "socket:[4711]", leads to. NULL: nothing of interest. */
const struct socket *sockets_find(struct socket *sockets, const char *link);

void sockets_free(struct socket *sockets);

#endif
