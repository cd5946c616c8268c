// SPDX-License-Identifier: MIT
#include "steer.h"
#include "tables.h"
#include "verbs.h"

static void reset(struct table *table, const struct endpoint *endpoint)
{
    struct node *node = steer_find(table, endpoint);
    if (node == NULL)
        steer_say(endpoint, "is not in the table: nothing is known of it");
    else if (steer_reset(table, node) == NODE_MAINT)
        steer_say(endpoint, "is forgotten, but for MAINT");
    else
        steer_say(endpoint, "is forgotten: UP until somebody finds otherwise");
}

static bool reset_all(struct table *table, const struct options *options)
{
    for (size_t i = 0; i < options->filter.node_count; i++)
        reset(table, &options->filter.nodes[i]);
    return true;
}

int verb_reset(const struct options *options)
{
    return tables_steer(options, false, reset_all);
}
