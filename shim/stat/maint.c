// SPDX-License-Identifier: MIT
#include "steer.h"
#include "tables.h"
#include "verbs.h"

#include <stdio.h>

static bool take_out(struct table *table, const struct endpoint *endpoint)
{
    char text[ENDPOINT_TEXT_MAX];
    struct node *node = table_find(table, endpoint);
    if (node == NULL) {
        fprintf(stderr, "shim-stat: %s: the table is full; nothing can be kept of this node\n",
                endpoint_print(endpoint, text));
        return false;
    }
    if (node_status(node).state == NODE_MAINT) {
        steer_say(endpoint, "is MAINT already");
        return true;
    }
    steer_node(table, node, NODE_MAINT);
    steer_say(endpoint, "is MAINT");
    return true;
}

static bool take_all_out(struct table *table, const struct options *options)
{
    bool good = true;
    for (size_t i = 0; i < options->filter.node_count; i++)
        good = take_out(table, &options->filter.nodes[i]) && good;
    return good;
}

/* Also of a node, and in a table, of which nobody has heard yet. */
int verb_maint(const struct options *options)
{
    return tables_steer(options, true, take_all_out);
}
