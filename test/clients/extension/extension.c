// SPDX-License-Identifier: MIT
#include "extension.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

const char *extension_get(const struct endpoint *node, const char *key,
                          char value[static VALUE_MAX])
{
    const int connection = wire_connect(node);
    if (connection < 0)
        return strerrorname_np(errno);
    const char *error = wire_get(connection, key, value);
    close(connection);
    return error;
}
