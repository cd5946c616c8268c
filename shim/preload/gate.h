// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_GATE_H
#define MCSHIM_PRELOAD_GATE_H

#include "common/endpoint.h"

/*
 * Who may connect. Any thread, signal handlers (but for the first connect of a
 * process, which starts the keeper); no lock.
 */

/* True if the address is a memcached node. Reads no address that the kernel could not read. */
bool gate_knows(const struct sockaddr *address, socklen_t length, struct endpoint *endpoint);

/* connect(2) to a node: passes, or is refused as if nobody listened there. */
int gate_connect(int fd, const struct sockaddr *address, socklen_t length,
                 const struct endpoint *endpoint);

#endif
