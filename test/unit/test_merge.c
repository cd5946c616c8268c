// SPDX-License-Identifier: MIT
#include "shim/stat/merge.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct view *one;
static struct view *other;

static void make_views(void)
{
    one = view_new(0);
    other = view_new(0);
    cr_assert(one != NULL && other != NULL);
}

TestSuite(merge, .init = make_views);

static struct node_view *add_node(struct view *view, const char *text, enum node_state state)
{
    struct node_view *node = &view->nodes[view->node_count++];
    *node = (struct node_view){.state = state,
                               .for_ms = NEVER,
                               .next_check_ms = NEVER,
                               .answer_us = NEVER,
                               .stalls = 1,
                               .failed_fast = 20,
                               .released = 300,
                               .waited_ms = 4000,
                               .checks = 50000};
    cr_assert(endpoint_parse(&node->endpoint, text));
    return node;
}

static void merge(void)
{
    cr_assert(merge_view(one, other));
    view_settle(one);
}

Test(merge, nodes_of_both)
{
    add_node(one, "10.0.0.2:1", NODE_UP);
    add_node(other, "10.0.0.1:1", NODE_UP);
    add_node(other, "10.0.0.3:1", NODE_DOWN);
    merge();
    cr_assert_eq(one->node_count, 3);
    cr_expect_eq(one->nodes[0].state, NODE_DOWN);
    cr_expect_eq(one->nodes[1].endpoint.address[15], 1);
    cr_expect_eq(one->nodes[2].endpoint.address[15], 2);
}

Test(merge, counters_are_summed)
{
    add_node(one, "10.0.0.1:1", NODE_UP);
    add_node(other, "10.0.0.1:1", NODE_UP);
    merge();
    cr_assert_eq(one->node_count, 1);
    const struct node_view *node = &one->nodes[0];
    cr_expect(node->stalls == 2 && node->failed_fast == 40 && node->released == 600 &&
              node->waited_ms == 8000 && node->checks == 100000);
}

Test(merge, sums_have_an_end)
{
    add_node(one, "10.0.0.1:1", NODE_UP)->stalls = INT64_MAX - 1;
    add_node(other, "10.0.0.1:1", NODE_UP)->stalls = INT64_MAX;
    merge();
    cr_expect_eq(one->nodes[0].stalls, INT64_MAX);
}

Test(merge, the_worst_state_counts_whoever_says_it)
{
    add_node(one, "10.0.0.1:1", NODE_DOWN)->for_ms = 1;
    add_node(other, "10.0.0.1:1", NODE_UP)->for_ms = 2;
    add_node(one, "10.0.0.2:1", NODE_UP)->for_ms = 3;
    add_node(other, "10.0.0.2:1", NODE_DOWN)->for_ms = 4;
    merge();
    cr_assert_eq(one->node_count, 2);
    cr_expect(one->nodes[0].state == NODE_DOWN && one->nodes[0].for_ms == 1);
    cr_expect(one->nodes[1].state == NODE_DOWN && one->nodes[1].for_ms == 4);
}

Test(merge, history_counts_less_than_knowledge)
{
    add_node(one, "10.0.0.1:1", NODE_DOWN)->is_history = true;
    add_node(other, "10.0.0.1:1", NODE_UP);
    merge();
    cr_expect_eq(one->nodes[0].state, NODE_UP);
}

Test(merge, an_answer_is_kept)
{
    add_node(one, "10.0.0.1:1", NODE_UP)->answer_us = 7;
    add_node(other, "10.0.0.1:1", NODE_DOWN);
    merge();
    cr_expect_eq(one->nodes[0].answer_us, 7);
}

static void add_process(struct view *view, uint32_t pid, const char *mode)
{
    view->processes[view->process_count++] =
        (struct process_view){.pid = pid, .mode = mode, .descriptors = "private"};
}

Test(merge, processes_of_both)
{
    static const char mode[] = "enforce";
    add_process(one, 20, mode);
    add_process(other, 10, mode);
    merge();
    cr_assert_eq(one->process_count, 2);
    cr_expect_eq(one->processes[0].pid, 10);
}

Test(merge, no_more_than_there_is_room_for)
{
    while (one->process_count < TABLE_PROCESSES)
        add_process(one, 1, "enforce");
    add_process(other, 2, "enforce");
    for (int i = 0; i < TABLE_NODES; i++) {
        add_node(one, "10.0.0.1:1", NODE_UP)->endpoint.port = (uint16_t)(i + 1);
        add_node(other, "10.0.0.2:1", NODE_UP)->endpoint.port = (uint16_t)(i + 1);
    }
    merge();
    cr_expect_eq(one->process_count, TABLE_PROCESSES);
    cr_expect_eq(one->node_count, TABLE_NODES);
}

Test(merge, elsewhere_is_who_shares_neither)
{
    static const uint32_t mine[] = {1, 2};
    static const uint32_t theirs[] = {2, 3};
    for (size_t i = 0; i < 2; i++) {
        one->elsewhere[one->elsewhere_count++].pid = mine[i];
        other->elsewhere[other->elsewhere_count++].pid = theirs[i];
    }
    merge();
    cr_assert_eq(one->elsewhere_count, 1);
    cr_expect_eq(one->elsewhere[0].pid, 2);
}
