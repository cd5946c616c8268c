// SPDX-License-Identifier: MIT
#include "order.h"

#include <stdlib.h>
#include <string.h>

static int by_figure(int64_t a, int64_t b)
{
    return (a < b) - (a > b);
}

static int by_node(const void *left, const void *right)
{
    const struct node_view *a = left;
    const struct node_view *b = right;
    const int addresses =
        memcmp(a->endpoint.address, b->endpoint.address, sizeof a->endpoint.address);
    return addresses != 0 ? addresses : (int)a->endpoint.port - (int)b->endpoint.port;
}

static int by_state(const void *left, const void *right)
{
    const struct node_view *a = left;
    const struct node_view *b = right;
    const int badness = view_badness(b->state) - view_badness(a->state);
    return badness != 0 ? badness : by_node(left, right);
}

static int by_stalls(const void *left, const void *right)
{
    const int figures = by_figure(((const struct node_view *)left)->stalls,
                                  ((const struct node_view *)right)->stalls);
    return figures != 0 ? figures : by_node(left, right);
}

static int by_failed_fast(const void *left, const void *right)
{
    const int figures = by_figure(((const struct node_view *)left)->failed_fast,
                                  ((const struct node_view *)right)->failed_fast);
    return figures != 0 ? figures : by_node(left, right);
}

static int by_released(const void *left, const void *right)
{
    const int figures = by_figure(((const struct node_view *)left)->released,
                                  ((const struct node_view *)right)->released);
    return figures != 0 ? figures : by_node(left, right);
}

static int by_waited(const void *left, const void *right)
{
    const int figures = by_figure(((const struct node_view *)left)->waited_ms,
                                  ((const struct node_view *)right)->waited_ms);
    return figures != 0 ? figures : by_node(left, right);
}

static const struct {
    const char *name;
    int (*compare)(const void *left, const void *right);
} orders[ORDERS] = {
    [ORDER_STATE] = {"state", by_state},
    [ORDER_NODE] = {"node", by_node},
    [ORDER_STALLS] = {"stalls", by_stalls},
    [ORDER_FAILED_FAST] = {"failed fast", by_failed_fast},
    [ORDER_RELEASED] = {"released", by_released},
    [ORDER_WAITED] = {"waited", by_waited},
};

void order_nodes(struct view *view, enum order order, bool reversed)
{
    qsort(view->nodes, view->node_count, sizeof view->nodes[0], orders[order].compare);
    for (size_t i = 0; reversed && i < view->node_count / 2; i++) {
        const struct node_view node = view->nodes[i];
        view->nodes[i] = view->nodes[view->node_count - 1 - i];
        view->nodes[view->node_count - 1 - i] = node;
    }
}

const char *order_name(enum order order)
{
    return orders[order].name;
}
