// SPDX-License-Identifier: MIT
#include "nodes.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE = 2 };

struct nodes nodes;

void nodes_set(int first, int last, char *arguments[])
{
    const size_t max = sizeof nodes.list / sizeof nodes.list[0];
    for (int i = first; i < last && nodes.count < max; i++) {
        struct node_name *node = &nodes.list[nodes.count++];
        node->text = arguments[i];
        if (!endpoint_parse(&node->endpoint, arguments[i]))
            errx(USAGE, "not ADDRESS:PORT: %s", arguments[i]);
    }
    if (nodes.count == 0)
        errx(USAGE, "usage: %s ADDRESS:PORT...", arguments[0]);
}

/* FNV-1a: any hash that spreads keys will do. */
static uint32_t hash(const char *key)
{
    uint32_t value = 2166136261U;
    for (; *key != '\0'; key++)
        value = (value ^ (unsigned char)*key) * 16777619U;
    return value;
}

const struct node_name *node_of_key(const char *key)
{
    return &nodes.list[hash(key) % nodes.count];
}

const struct node_name *node_named(const char *text)
{
    for (size_t i = 0; i < nodes.count; i++)
        if (text != NULL && strcmp(nodes.list[i].text, text) == 0)
            return &nodes.list[i];
    errx(USAGE, "no such node: %s", text == NULL ? "" : text);
}
