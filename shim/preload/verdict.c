// SPDX-License-Identifier: MIT
#include "verdict.h"

#include "common/pace.h"
#include "home.h"
#include "journal.h"
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FIELDS_MAX = 160 };

struct status verdict_find(const struct trial *trial, enum check_result result, uint64_t now_ms)
{
    struct node *node = trial->node;
    const uint64_t heard_ms = peek(&node->heard_ms);
    const struct finding finding = {
        .answered = result == CHECK_ANSWERED,
        .replied = trial->check.replied,
        .heard = heard_ms > trial->started_ms && heard_ms <= now_ms,
        .suspected = trial->suspected,
    };
    if (trial->check.accepted)
        poke(&node->accepted_ms, trial->started_ms);
    if (trial->check.replied)
        poke(&node->replied_ms, trial->started_ms);
    if (result == CHECK_ANSWERED)
        poke(&node->answer_us, trial->check.answer_us);
    if (result == CHECK_FAILED) {
        journal_leave("a check could not be made (no descriptor, port or memory): no verdict");
        return trial->before;
    }
    return status_after(trial->before, finding, node_rise(node));
}

static const char *explain(struct status after)
{
    if (after.state == NODE_UP)
        return "it answers again";
    if (after.state == NODE_FULL)
        return "no answer to newcomers, others are served";
    switch (after.reason) {
    case REASON_CONNECT:
        return "no answer to a connect, nor to a check";
    case REASON_REPLY:
        return "no answer to a request, nor to a check";
    case REASON_UNREACHABLE:
        return "unreachable, no answer to a check";
    case REASON_NEIGHBOUR:
        return "another node at its address is DOWN, no answer to a check";
    case REASON_NONE:
    case REASON_OPERATOR:
        break;
    }
    return "no answer to a check";
}

static void announce(const struct trial *trial, struct status after)
{
    char node[ENDPOINT_TEXT_MAX];
    char fields[FIELDS_MAX];
    const char *state = node_state_name(after.state);
    endpoint_print(&trial->check.endpoint, node);
    snprintf(fields, sizeof fields, "MCSHIM_NODE=%s\nMCSHIM_STATE=%s\nMCSHIM_REASON=%s\n", node,
             state, node_reason_name(after.reason));
    journal_say_with(fields, after.state == NODE_UP ? LOG_NOTICE : LOG_WARNING, "node %s is %s: %s",
                     node, state, explain(after));
}

static void record(const struct trial *trial, struct status after, struct table *table,
                   uint64_t now_ms)
{
    struct event event = {
        .at_ms = now_ms,
        .node = trial->check.endpoint,
        .kind = EVENT_STATE,
        .from = (uint8_t)trial->before.state,
        .to = (uint8_t)after.state,
        .reason = (uint8_t)after.reason,
        .pid = (uint32_t)getpid(),
        .uid = getuid(),
    };
    strncpy(event.command, program_invocation_short_name, EVENT_COMMAND_MAX);
    events_add(&table->events, &event);
}

/* A machine that died takes all its nodes with it: no need to wait for each to stall. */
static void suspect_neighbours(const struct trial *trial, struct table *table, uint64_t now_ms)
{
    struct endpoint other;
    for (size_t i = 0; i < TABLE_NODES; i++) {
        struct node *node = &table->nodes[i];
        if (node != trial->node && node_endpoint(node, &other) &&
            patterns_match(&settings.nodes, &other) &&
            endpoint_same_address(&trial->check.endpoint, &other) &&
            node_suspect(node, REASON_NEIGHBOUR, now_ms))
            home_use_node(i);
    }
}

/* DOWN for as short as that it was a pause: such a node is to be given more time. */
static void learn_from_return(const struct trial *trial, uint64_t now_ms)
{
    if (now_ms - peek(&trial->node->since_ms) < 2 * settings.check_interval_ms)
        pace_note(trial->node, settings.stall_ms, now_ms);
}

bool verdict_give(const struct trial *trial, struct status after, uint64_t now_ms)
{
    struct table *table = home_table_if_any();
    if (trial->before.state == NODE_DOWN && after.state == NODE_UP)
        learn_from_return(trial, now_ms);
    if (!node_change(trial->node, trial->before, after, now_ms))
        return false;
    if (after.state == trial->before.state)
        return true;
    count(&table->generation, 1);
    /* A suspicion that came to nothing is no news: who waits looks by himself. */
    if (trial->before.state == NODE_SUSPECT && after.state == NODE_UP)
        return true;
    table_ring(table);
    record(trial, after, table, now_ms);
    announce(trial, after);
    if (after.state == NODE_DOWN)
        suspect_neighbours(trial, table, now_ms);
    return true;
}
