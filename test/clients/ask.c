// SPDX-License-Identifier: MIT
#include "ask.h"

#include "request.h"
#include "wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A connection of -1 has failed with errno. */
static bool finish(const struct request *request, int connection)
{
    char value[VALUE_MAX] = "";
    const char *error =
        connection < 0 ? strerrorname_np(errno) : wire_get(connection, request->key, value);
    request_end(request, value[0] == '\0' ? NULL : value, error);
    return error == NULL;
}

void ask_anew(const char *key)
{
    const struct node_name *node = node_of_key(key);
    const struct request request = request_begin(node->text, key);
    const int connection = wire_connect(&node->endpoint);
    finish(&request, connection);
    if (connection >= 0)
        close(connection);
}

bool ask_on(int connection, const struct node_name *node, const char *key)
{
    const struct request request = request_begin(node->text, key);
    return finish(&request, connection);
}

int ask_first(const struct node_name *node)
{
    const struct request request = request_begin(node->text, "first");
    const int connection = wire_connect(&node->endpoint);
    if (finish(&request, connection))
        return connection;
    if (connection >= 0)
        close(connection);
    return -1;
}
