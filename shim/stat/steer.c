// SPDX-License-Identifier: MIT
#include "steer.h"

#include "common/clock.h"
#include "view.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

struct node *steer_find(struct table *table, const struct endpoint *endpoint)
{
    struct endpoint found;
    for (size_t i = 0; i < TABLE_NODES; i++)
        if (node_endpoint(&table->nodes[i], &found) && endpoint_equal(&found, endpoint))
            return &table->nodes[i];
    return NULL;
}

/* To the table and to syslog: the line in the log of the judges is about what they found. */
static void record(struct table *table, struct event event, const char *from, const char *to)
{
    char node[ENDPOINT_TEXT_MAX] = "all nodes";
    event.at_ms = clock_coarse_ms();
    event.pid = (uint32_t)getpid();
    event.uid = getuid();
    strcpy(event.command, "shim-stat");
    events_add(&table->events, &event);
    table_ring(table);
    if (event.kind != EVENT_MODE)
        endpoint_print(&event.node, node);
    openlog("mcshim", LOG_PID, LOG_DAEMON);
    syslog(LOG_NOTICE, "%s: %s -> %s%s: uid %u asked for it", node, from, to,
           event.kind == EVENT_RESET ? ", reset" : "", event.uid);
}

static void record_node(struct table *table, const struct node *node, enum event_kind kind,
                        enum node_state from, enum node_state to)
{
    struct event event = {
        .kind = (uint8_t)kind, .from = (uint8_t)from, .to = (uint8_t)to, .reason = REASON_OPERATOR};
    node_endpoint(node, &event.node);
    record(table, event, node_state_name(from), node_state_name(to));
}

static struct status change(struct node *node, enum node_state state)
{
    struct status before;
    struct status after;
    do {
        before = node_status(node);
        after = (struct status){.state = state,
                                .reason = state == NODE_UP ? REASON_NONE : REASON_OPERATOR,
                                .generation = before.generation + 1};
    } while (!node_change(node, before, after, clock_coarse_ms()));
    return before;
}

enum node_state steer_node(struct table *table, struct node *node, enum node_state state)
{
    const enum node_state before = change(node, state).state;
    if (before != state)
        count(&table->generation, 1);
    record_node(table, node, EVENT_STATE, before, state);
    return before;
}

/* From `status` on, which has an exchange of its own, and but for the name. */
static void clear(struct node *node)
{
    shared_u64 *const words[] = {
        &node->heard_ms, &node->accepted_ms,  &node->replied_ms, &node->since_ms,
        &node->lease_ms, &node->last_down_ms, &node->flaps,      &node->answer_us,
        &node->checks,   &node->stalls,       &node->waited_ms,  &node->failed_fast,
        &node->released,
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        poke(words[i], 0);
}

enum node_state steer_reset(struct table *table, struct node *node)
{
    const enum node_state state = node_status(node).state;
    const enum node_state after = state == NODE_MAINT ? NODE_MAINT : NODE_UP;
    const uint64_t since_ms = peek(&node->since_ms);
    if (after != state)
        change(node, after);
    clear(node);
    if (after == NODE_MAINT)
        poke(&node->since_ms, since_ms);
    count(&table->generation, 1);
    record_node(table, node, EVENT_RESET, state, after);
    return state;
}

void steer_mode(struct table *table, enum mode_switch mode)
{
    const uint64_t found = atomic_exchange(&table->mode, mode);
    const enum mode_switch before = found < MODE_SWITCHES ? (enum mode_switch)found : SWITCH_NONE;
    const struct event event = {.kind = EVENT_MODE,
                                .from = (uint8_t)before,
                                .to = (uint8_t)mode,
                                .reason = REASON_OPERATOR};
    record(table, event, mode_switch_name(before), mode_switch_name(mode));
}

void steer_say(const struct endpoint *endpoint, const char *what)
{
    char text[ENDPOINT_TEXT_MAX];
    printf("%s %s\n", endpoint_print(endpoint, text), what);
}
