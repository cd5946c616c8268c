// SPDX-License-Identifier: MIT
#include "shim/preload/gate.h"
#include "shim/preload/libc.h"
#include "shim/preload/records.h"

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    struct endpoint endpoint;
    if (gate_knows(address, length, &endpoint))
        return gate_connect(fd, address, length, &endpoint);
    if (records_tracked(fd))
        records_forget(fd); /* it becomes something else */
    return libc.connect(fd, address, length);
}
