// SPDX-License-Identifier: MIT
#include "common/attach.h"
#include "shim/stat/view.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { NOW_MS = 1000000, A_MINUTE_MS = 60000 };

static const uint64_t UNIX_MS = UINT64_C(1795352711042);

static struct table *table;
static const struct filter everything;

static void make_table(void)
{
    table = table_private();
    cr_assert_neq(table, NULL);
}

TestSuite(view, .init = make_table);

static struct view *take(const struct filter *filter)
{
    struct view *view = view_take(table, filter, NOW_MS, UNIX_MS);
    cr_assert_neq(view, NULL);
    return view;
}

static struct endpoint endpoint_of(const char *text)
{
    struct endpoint endpoint;
    cr_assert(endpoint_parse(&endpoint, text));
    return endpoint;
}

static struct node *add_node(const char *text, enum node_state state, uint64_t next_check_ms)
{
    const struct endpoint endpoint = endpoint_of(text);
    struct node *node = table_find(table, &endpoint);
    poke(&node->status, status_pack((struct status){.state = state, .reason = REASON_CONNECT}));
    poke(&node->next_check_ms, next_check_ms);
    return node;
}

static struct process *add_process(uint32_t pid, uint32_t mode)
{
    static size_t count;
    struct process *process = &table->processes[count++];
    atomic_store(&process->keeper, 4711);
    atomic_store(&process->pid, pid);
    atomic_store(&process->mode, mode);
    process_set_command(process, "nova-api");
    return process;
}

static void expect_order(const struct view *view, const char *const *expected, size_t count)
{
    cr_assert_eq(view->node_count, count);
    for (size_t i = 0; i < count; i++) {
        char text[ENDPOINT_TEXT_MAX];
        cr_expect_str_eq(endpoint_print(&view->nodes[i].endpoint, text), expected[i]);
    }
}

Test(view, an_empty_table)
{
    struct view *view = take(&everything);
    cr_expect_eq(view->node_count, 0);
    cr_expect_eq(view->process_count, 0);
    cr_expect_str_eq(view->mode, "enforce");
    cr_expect_not(view_has_down(view));
    free(view);
}

Test(view, a_node_that_never_changed)
{
    add_node("192.0.2.1:11211", NODE_UP, 0);
    struct view *view = take(&everything);
    cr_assert_eq(view->node_count, 1);
    cr_expect_eq(view->nodes[0].for_ms, NEVER);
    cr_expect_eq(view->nodes[0].answer_us, NEVER);
    cr_expect_eq(view->nodes[0].next_check_ms, NEVER);
    free(view);
}

Test(view, all_that_is_known_of_a_node)
{
    struct node *node = add_node("192.0.2.1:11211", NODE_DOWN, NOW_MS + 877);
    poke(&node->since_ms, NOW_MS - 8123);
    poke(&node->answer_us, 210);
    poke(&node->stalls, 1);
    poke(&node->failed_fast, 212);
    poke(&node->released, 8);
    poke(&node->waited_ms, 2016);
    poke(&node->checks, 9);
    struct view *view = take(&everything);
    const struct node_view *found = &view->nodes[0];
    cr_expect_eq(found->state, NODE_DOWN);
    cr_expect_eq(found->reason, REASON_CONNECT);
    cr_expect_not(found->is_history);
    cr_expect_eq(found->for_ms, 8123);
    cr_expect_eq(found->answer_us, 210);
    cr_expect_eq(found->stalls, 1);
    cr_expect_eq(found->failed_fast, 212);
    cr_expect_eq(found->released, 8);
    cr_expect_eq(found->waited_ms, 2016);
    cr_expect_eq(found->checks, 9);
    cr_expect_eq(found->next_check_ms, 877);
    cr_expect(view_has_down(view));
    free(view);
}

Test(view, the_worst_state_first_then_by_address_and_port)
{
    static const char *const expected[] = {
        "192.0.2.9:11211", "192.0.2.1:2", "192.0.2.1:10", "192.0.2.2:1",
        "192.0.2.8:11211", "192.0.2.3:1", "10.0.0.1:1",   "[2001:db8::1]:1",
    };
    add_node("[2001:db8::1]:1", NODE_UP, NOW_MS);
    add_node("192.0.2.2:1", NODE_FULL, NOW_MS);
    add_node("192.0.2.3:1", NODE_MAINT, NOW_MS);
    add_node("192.0.2.1:10", NODE_FULL, NOW_MS);
    add_node("10.0.0.1:1", NODE_UP, NOW_MS);
    add_node("192.0.2.1:2", NODE_FULL, NOW_MS);
    add_node("192.0.2.9:11211", NODE_DOWN, NOW_MS);
    add_node("192.0.2.8:11211", NODE_SUSPECT, NOW_MS);
    struct view *view = take(&everything);
    expect_order(view, expected, sizeof expected / sizeof expected[0]);
    free(view);
}

Test(view, only_the_nodes_and_states_that_were_asked_for)
{
    static const char *const both[] = {"192.0.2.1:1", "192.0.2.3:1"};
    static const char *const up[] = {"192.0.2.3:1"};
    struct filter filter = {
        .node_count = 2,
        .nodes = {endpoint_of("[::ffff:192.0.2.3]:1"), endpoint_of("192.0.2.1:1")}};
    add_node("192.0.2.1:1", NODE_DOWN, NOW_MS);
    add_node("192.0.2.2:1", NODE_DOWN, NOW_MS);
    add_node("192.0.2.3:1", NODE_UP, NOW_MS);

    struct view *view = take(&filter);
    expect_order(view, both, 2);
    cr_expect(view_has_down(view));
    free(view);

    filter.states = 1U << NODE_UP | 1U << NODE_MAINT;
    view = take(&filter);
    expect_order(view, up, 1);
    cr_expect_not(view_has_down(view), "a node that is not shown does not count");
    free(view);
}

Test(view, an_old_verdict_is_history)
{
    add_node("192.0.2.1:1", NODE_DOWN, NOW_MS - A_MINUTE_MS - 1);
    struct view *view = take(&everything);
    cr_expect(view->nodes[0].is_history);
    cr_expect_eq(view->nodes[0].next_check_ms, -A_MINUTE_MS - 1);
    cr_expect_not(view_has_down(view), "nobody acts on it, so it is no alarm");
    free(view);
}

static void expect_possible(int64_t number)
{
    cr_expect(number == NEVER || number >= 0, "%jd", (intmax_t)number);
}

/* Every word of every node wild, but for its name. */
static void expect_sane(uint64_t wild)
{
    const struct endpoint endpoint = endpoint_of("192.0.2.1:1");
    struct node *node = table_find(table, &endpoint);
    for (shared_u64 *word = &node->status; word < (shared_u64 *)(node + 1); word++)
        poke(word, wild);
    struct view *view = take(&everything);
    const struct node_view *found = &view->nodes[0];
    cr_assert_eq(view->node_count, 1);
    cr_expect_lt((int)found->state, NODE_STATES);
    cr_expect_lt((int)found->reason, NODE_REASONS);
    cr_expect(found->for_ms == NEVER || (found->for_ms >= 0 && found->for_ms <= NOW_MS));
    cr_expect(found->next_check_ms == NEVER || found->next_check_ms >= -NOW_MS);
    expect_possible(found->answer_us);
    expect_possible(found->stalls);
    expect_possible(found->waited_ms);
    free(view);
}

Test(view, wild_words_give_possible_values)
{
    static const uint64_t wild[] = {
        UINT64_MAX,
        UINT64_MAX - 1,
        INT64_MAX,
        (uint64_t)INT64_MAX + 1,
        NOW_MS + 1,
        UINT64_C(0x0303030303030303),
        NODE_FULL,
        NODE_DOWN | 1U << 31,
        NODE_DOWN | 1U << 20,
        UINT64_C(0xffffffffffff0000) | NODE_DOWN,
    };
    for (size_t i = 0; i < sizeof wild / sizeof wild[0]; i++)
        expect_sane(wild[i]);
}

/* Nothing else has ever been seen there, or it is all from another program. */
Test(view, a_table_full_of_rubbish_shows_no_nodes)
{
    memset(table, 0xa5, sizeof *table);
    struct view *view = take(&everything);
    cr_expect_eq(view->node_count, 0);
    cr_expect_leq(view->process_count, TABLE_PROCESSES);
    free(view);
}

Test(view, processes_that_live_by_pid)
{
    struct process *process = add_process(4712, MODE_ENFORCE);
    add_process(4711, MODE_ENFORCE);
    atomic_store(&add_process(4713, MODE_OBSERVE)->keeper, 0);
    poke(&process->since_ms, NOW_MS - 5000);
    atomic_store(&process->connections, 12);
    atomic_store(&process->waiting, 3);
    struct view *view = take(&everything);
    cr_assert_eq(view->process_count, 2);
    cr_expect_eq(view->processes[0].pid, 4711);
    cr_expect_eq(view->processes[1].pid, 4712);
    cr_expect_eq(view->processes[1].for_ms, 5000);
    cr_expect_eq(view->processes[1].connections, 12);
    cr_expect_eq(view->processes[1].waiting, 3);
    cr_expect_str_eq(view->processes[1].command, "nova-api");
    cr_expect_str_eq(view->mode, "enforce");
    free(view);
}

Test(view, processes_that_do_not_agree_on_the_mode)
{
    add_process(1, MODE_OBSERVE);
    struct view *view = take(&everything);
    cr_expect_str_eq(view->mode, "observe");
    free(view);
    add_process(2, MODE_ENFORCE);
    view = take(&everything);
    cr_expect_str_eq(view->mode, "mixed");
    free(view);
}

Test(view, what_a_process_claims_is_not_believed)
{
    struct process *process = add_process(UINT32_MAX, UINT32_MAX);
    poke(&process->since_ms, UINT64_MAX);
    for (size_t i = 0; i < PROCESS_COMMAND_MAX / sizeof(uint64_t); i++)
        poke(&process->command[i], UINT64_C(0x1b1b1b1b1b1b1b1b));
    struct view *view = take(&everything);
    cr_expect_eq(view->processes[0].for_ms, 0);
    cr_expect_str_eq(view->processes[0].mode, "unknown");
    cr_expect_eq(strlen(view->processes[0].command), sizeof view->processes[0].command - 1);
    cr_expect_eq(strspn(view->processes[0].command, "\\x1b"),
                 sizeof view->processes[0].command - 1);
    free(view);
}
