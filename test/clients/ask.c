// SPDX-License-Identifier: MIT
#include "ask.h"

#include "request.h"
#include "wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A connection of -1 has failed with errno. */
static const char *converse(int connection, const char *key, char value[static VALUE_MAX])
{
    value[0] = '\0';
    return connection < 0 ? strerrorname_np(errno) : wire_get(connection, key, value);
}

static void finish(const struct request *request, const char *value, const char *error)
{
    request_end(request, value[0] == '\0' ? NULL : value, error);
}

void ask_anew(const char *key)
{
    char value[VALUE_MAX];
    const struct node_name *node = node_of_key(key);
    const struct request request = request_begin(node->text, key);
    const int connection = wire_connect(&node->endpoint);
    finish(&request, value, converse(connection, key, value));
    if (connection >= 0)
        close(connection);
}

void ask_on(int connection, const struct node_name *node, const char *key)
{
    char value[VALUE_MAX];
    const struct request request = request_begin(node->text, key);
    finish(&request, value, converse(connection, key, value));
}

void ask_first(const struct node_name *node, atomic_int *connection)
{
    char value[VALUE_MAX];
    const struct request request = request_begin(node->text, "first");
    const int made = wire_connect(&node->endpoint);
    const char *error = converse(made, request.key, value);
    if (error != NULL && made >= 0)
        close(made);
    atomic_store(connection, error == NULL ? made : -1);
    finish(&request, value, error);
}
