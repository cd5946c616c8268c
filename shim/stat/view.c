// SPDX-License-Identifier: MIT
#include "view.h"

#include "human.h"
#include "order.h"

#include <stdlib.h>
#include <string.h>

/* The longest MCSHIM_CHECK_INTERVAL and some jitter; what is later is a wild value. */
enum { NEXT_CHECK_MAX_MS = 2 * 60 * 60 * 1000 };

/* Reading a node that changes all the time ends some day. */
enum { READS_MAX = 3 };

static int64_t clamp(uint64_t number)
{
    return number < INT64_MAX ? (int64_t)number : INT64_MAX;
}

static int64_t age(uint64_t since_ms, uint64_t now_ms)
{
    return since_ms < now_ms ? clamp(now_ms - since_ms) : 0;
}

static bool is_checked(enum node_state state)
{
    return state == NODE_FULL || state == NODE_DOWN;
}

static int64_t next_check(const struct node *node, enum node_state state, uint64_t now_ms)
{
    const uint64_t at_ms = peek(&node->next_check_ms);
    if (!is_checked(state))
        return NEVER;
    if (at_ms <= now_ms)
        return -age(at_ms, now_ms);
    return at_ms - now_ms <= NEXT_CHECK_MAX_MS ? clamp(at_ms - now_ms) : NEVER;
}

static void read_node(struct node_view *view, const struct node *node, uint64_t now_ms)
{
    const struct status status = node_status(node);
    const uint64_t since_ms = peek(&node->since_ms);
    const uint64_t answer_us = peek(&node->answer_us);
    view->state = status.state;
    view->reason = status.reason;
    view->for_ms = since_ms != 0 ? age(since_ms, now_ms) : NEVER;
    view->next_check_ms = next_check(node, status.state, now_ms);
    view->is_history = is_checked(status.state) && !node_refuses(node, now_ms);
    view->answer_us = answer_us != 0 ? clamp(answer_us) : NEVER;
    view->stalls = clamp(peek(&node->stalls));
    view->failed_fast = clamp(peek(&node->failed_fast));
    view->released = clamp(peek(&node->released));
    view->waited_ms = clamp(peek(&node->waited_ms));
    view->checks = clamp(peek(&node->checks));
}

/* State and times should be those of the same moment. */
static void read_node_whole(struct node_view *view, const struct node *node, uint64_t now_ms)
{
    uint64_t before;
    int reads = 0;
    do {
        before = node_status(node).word;
        read_node(view, node, now_ms);
    } while (node_status(node).word != before && ++reads < READS_MAX);
}

static bool is_wanted(const struct filter *filter, const struct node_view *node)
{
    if (filter->states != 0 && (filter->states & 1U << node->state) == 0)
        return false;
    for (size_t i = 0; i < filter->node_count; i++)
        if (endpoint_equal(&filter->nodes[i], &node->endpoint))
            return true;
    return filter->node_count == 0;
}

int view_badness(enum node_state state)
{
    static const int of_state[NODE_STATES] = {
        [NODE_UP] = 0, [NODE_MAINT] = 1, [NODE_SUSPECT] = 2, [NODE_FULL] = 3, [NODE_DOWN] = 4};
    return of_state[state];
}

static void view_nodes(struct view *view, const struct table *table, const struct filter *filter,
                       uint64_t now_ms)
{
    for (size_t i = 0; i < TABLE_NODES; i++) {
        struct node_view *node = &view->nodes[view->node_count];
        if (!node_endpoint(&table->nodes[i], &node->endpoint))
            continue;
        read_node_whole(node, &table->nodes[i], now_ms);
        if (is_wanted(filter, node))
            view->node_count++;
    }
}

const char *mode_switch_name(enum mode_switch mode)
{
    static const char *const names[MODE_SWITCHES] = {[SWITCH_NONE] = "default",
                                                     [SWITCH_ENFORCE] = "enforce",
                                                     [SWITCH_OBSERVE] = "observe",
                                                     [SWITCH_OFF] = "off"};
    return names[mode];
}

static const char *mode_name(uint32_t mode)
{
    static const char *const names[] = {
        [MODE_ENFORCE] = "enforce", [MODE_OBSERVE] = "observe", [MODE_OFF] = "off"};
    return mode < sizeof names / sizeof names[0] ? names[mode] : "unknown";
}

static uint32_t peek_half(const shared_u32 *word)
{
    return atomic_load_explicit(word, memory_order_relaxed);
}

static void read_process(struct process_view *view, const struct process *process, uint64_t now_ms)
{
    char command[PROCESS_COMMAND_MAX + 1];
    process_command(process, command);
    human_printable(command, view->command, sizeof view->command);
    view->pid = peek_half(&process->pid);
    view->mode = mode_name(peek_half(&process->mode));
    view->descriptors =
        peek_half(&process->descriptors) == DESCRIPTORS_PRIVATE ? "private" : "shared";
    view->for_ms = age(peek(&process->since_ms), now_ms);
    view->patience_ms = peek_half(&process->patience_ms);
    view->connections = peek_half(&process->connections);
    view->waiting = peek_half(&process->waiting);
}

static int compare_processes(const void *left, const void *right)
{
    const struct process_view *a = left;
    const struct process_view *b = right;
    return (a->pid > b->pid) - (a->pid < b->pid);
}

static void view_processes(struct view *view, const struct table *table, uint64_t now_ms)
{
    for (size_t i = 0; i < TABLE_PROCESSES; i++)
        if (process_alive(&table->processes[i]))
            read_process(&view->processes[view->process_count++], &table->processes[i], now_ms);
}

static const char *common_mode(const struct view *view)
{
    if (view->process_count == 0)
        return mode_name(MODE_ENFORCE);
    for (size_t i = 1; i < view->process_count; i++)
        if (view->processes[i].mode != view->processes[0].mode)
            return "mixed";
    return view->processes[0].mode;
}

static int64_t add(int64_t a, int64_t b)
{
    return a < INT64_MAX - b ? a + b : INT64_MAX;
}

/* The longest patience of all who observe; 0: nobody does. */
static int64_t patience_ms(const struct view *view)
{
    int64_t longest_ms = 0;
    for (size_t i = 0; i < view->process_count; i++)
        if (view->processes[i].mode == mode_name(MODE_OBSERVE) &&
            view->processes[i].patience_ms > longest_ms)
            longest_ms = view->processes[i].patience_ms;
    return longest_ms;
}

/* Of waits while somebody enforced nothing is left: they ended within the patience. */
static struct observed observe(const struct view *view)
{
    const int64_t each_ms = patience_ms(view);
    struct observed observed = {.any = each_ms != 0};
    for (size_t i = 0; observed.any && i < view->node_count; i++) {
        const struct node_view *node = &view->nodes[i];
        const int64_t kept_ms =
            node->stalls < node->waited_ms / each_ms ? node->stalls * each_ms : node->waited_ms;
        observed.stalls = add(observed.stalls, node->stalls);
        observed.waited_ms = add(observed.waited_ms, node->waited_ms);
        observed.would_save_ms = add(observed.would_save_ms, node->waited_ms - kept_ms);
    }
    return observed;
}

struct view *view_new(int64_t unix_ms)
{
    struct view *view = calloc(1, sizeof *view);
    if (view == NULL)
        return NULL;
    view->unix_ms = unix_ms;
    view->mode = common_mode(view);
    return view;
}

void view_settle(struct view *view)
{
    order_nodes(view, ORDER_STATE, false);
    qsort(view->processes, view->process_count, sizeof view->processes[0], compare_processes);
    view->mode = common_mode(view);
    view->observed = observe(view);
}

struct view *view_take(const struct table *table, const struct filter *filter, uint64_t now_ms,
                       uint64_t unix_ms)
{
    struct view *view = view_new(clamp(unix_ms));
    if (view == NULL)
        return NULL;
    view_nodes(view, table, filter, now_ms);
    view_processes(view, table, now_ms);
    view_settle(view);
    return view;
}

bool view_has_down(const struct view *view)
{
    for (size_t i = 0; i < view->node_count; i++)
        if (view->nodes[i].state == NODE_DOWN && !view->nodes[i].is_history)
            return true;
    return false;
}
