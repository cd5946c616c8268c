// SPDX-License-Identifier: MIT
#include "common/clock.h"
#include "steer.h"
#include "tables.h"
#include "verbs.h"

#include <time.h>

enum {
    LOOK_MS = 10,
    BEGIN_MS = 250,  /* a keeper that is rung begins a check in a few milliseconds */
    ANSWER_MS = 500, /* a check that is answered takes less, even where packets are lost */
};

static void nap(void)
{
    const struct timespec length = {.tv_nsec = LOOK_MS * 1000000L};
    nanosleep(&length, NULL);
}

/* Until a check has moved what checks moves; false: not in so long. */
static bool wait_for_check(const struct node *node, uint64_t checks, uint64_t limit_ms)
{
    const uint64_t end_ms = clock_coarse_ms() + limit_ms;
    while (peek(&node->checks) == checks && clock_coarse_ms() < end_ms)
        nap();
    return peek(&node->checks) != checks;
}

static const char *wait_for_answer(const struct node *node)
{
    const uint64_t end_ms = clock_coarse_ms() + ANSWER_MS;
    while (node_status(node).state != NODE_UP && clock_coarse_ms() < end_ms)
        nap();
    return node_status(node).state == NODE_UP
               ? "is UP: it has answered a check"
               : "is checked: it is used again as soon as it answers";
}

/*
 * MAINT becomes DOWN, which is checked at once, and one answer is enough: what it did before
 * is no fault of a node that an operator vouches for. Where nobody checks, because no process
 * uses the node, DOWN would cost the next who does a refused connect.
 */
static const char *give_back(struct table *table, struct node *node)
{
    const uint64_t checks = peek(&node->checks);
    poke(&node->flaps, 0);
    poke(&node->last_down_ms, 0);
    poke(&node->lease_ms, 0);
    steer_node(table, node, NODE_DOWN);
    if (wait_for_check(node, checks, BEGIN_MS))
        return wait_for_answer(node);
    steer_node(table, node, NODE_UP);
    return "is UP: no protected process uses it, nobody has checked it";
}

static void ready(struct table *table, const struct endpoint *endpoint)
{
    struct node *node = steer_find(table, endpoint);
    if (node == NULL)
        steer_say(endpoint, "is not in the table: nobody has taken it out");
    else if (node_status(node).state != NODE_MAINT)
        steer_say(endpoint, "is not MAINT: it is left to the checks");
    else
        steer_say(endpoint, give_back(table, node));
}

static bool ready_all(struct table *table, const struct options *options)
{
    for (size_t i = 0; i < options->filter.node_count; i++)
        ready(table, &options->filter.nodes[i]);
    return true;
}

int verb_ready(const struct options *options)
{
    return tables_steer(options, false, ready_all);
}
