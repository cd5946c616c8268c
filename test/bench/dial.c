// SPDX-License-Identifier: MIT
#include "dial.h"

#include <err.h>
#include <stdlib.h>

int dial(const struct endpoint *node)
{
    struct sockaddr_storage address;
    const int family = endpoint_family(node);
    const socklen_t length = endpoint_to_sockaddr(node, family, &address);
    const int connection = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, length) != 0)
        err(EXIT_FAILURE, "connect");
    return connection;
}
