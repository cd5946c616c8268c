// SPDX-License-Identifier: MIT
/*
 * Several judges at one table, in any order, late or in time, while somebody writes rubbish
 * into it: a verdict counts only for the status that it judged, a lease has one holder and
 * ends, and nothing is ever outside of its range.
 */
#include "common/transition.h"
#include "rubbish.h"

#include <assert.h>
#include <string.h>

enum { JUDGES = 3, START_MS = 1000000 };

static struct table table;
static uint64_t now_ms;

/* What a judge remembers; all of it may be out of date. */
static struct judge {
    struct status before;
    uint64_t lease;
} judges[JUDGES];

static bool has_tag_of(const struct endpoint *endpoint)
{
    for (size_t i = 0; i < TABLE_NODES; i++)
        if (peek(&table.nodes[i].tag) == endpoint_hash(endpoint))
            return true;
    return false;
}

/* NULL: others have all the places where it could be. */
static struct node *find(size_t which)
{
    const struct endpoint endpoint = rubbish_endpoint(which);
    struct endpoint found;
    struct node *node = table_find(&table, &endpoint);
    if (node == NULL) {
        assert(!has_tag_of(&endpoint));
        return NULL;
    }
    assert(node >= table.nodes && node < table.nodes + TABLE_NODES);
    assert(node_endpoint(node, &found) && endpoint_equal(&found, &endpoint));
    assert(table_find(&table, &endpoint) == node);
    return node;
}

static void check_node(const struct node *node)
{
    const struct status status = node_status(node);
    assert((int)status.state < NODE_STATES && (int)status.reason < NODE_REASONS);
    assert(status.word == peek(&node->status));
    assert(status_unpack(status_pack(status)).state == status.state);
    assert(status_unpack(status_pack(status)).generation == status.generation);
    assert(*node_state_name(status.state) != '\0' && node_reason_name(status.reason) != NULL);
    assert(!node_is_out(node, now_ms) || node_refuses(node, now_ms));
    assert(!node_refuses(node, now_ms) || status.state >= NODE_FULL);
    assert(status.state != NODE_MAINT || node_is_out(node, now_ms));
    assert(node_rise(node) >= 1 && node_rise(node) <= 8);
    assert(lease_until_ms(node, now_ms) <= now_ms + LEASE_MAX_MS);
}

static void check_verdict(struct status before, struct finding finding, struct status after)
{
    assert(after.word == before.word);
    if (before.state == NODE_UP || before.state == NODE_MAINT)
        assert(status_pack(before) == status_pack(after));
    else
        assert(after.generation == before.generation + 1);
    assert(after.state == before.state || after.answers == 0);
    assert(after.state != NODE_MAINT || before.state == NODE_MAINT);
    assert(after.state != NODE_SUSPECT);
    if (finding.answered && finding.replied)
        assert(after.state == NODE_UP || after.state == before.state);
    if (!finding.answered && !finding.replied)
        assert(after.state != NODE_UP || before.state == NODE_UP);
}

/* In a new state a check is due at once. */
static void check_entered_now(const struct node *node)
{
    assert(peek(&node->since_ms) == now_ms && peek(&node->next_check_ms) == now_ms);
}

/* Of a check that was answered by bytes, or by an accepted connect, or not. */
static struct finding any_finding(struct input *input)
{
    const uint8_t bits = input_byte(input);
    return (struct finding){
        .answered = (bits & 3) != 0,
        .replied = (bits & 3) == 3,
        .heard = (bits & 4) != 0,
        .suspected = (bits & 8) != 0,
    };
}

static void give_verdict(struct node *node, const struct judge *judge, struct input *input)
{
    const struct finding finding = any_finding(input);
    const struct status after = status_after(judge->before, finding, node_rise(node));
    const uint64_t word = peek(&node->status);
    check_verdict(judge->before, finding, after);
    const bool counts = node_change(node, judge->before, after, now_ms);
    assert(counts == (word == judge->before.word));
    assert(peek(&node->status) == (counts ? status_pack(after) : word));
    if (counts && after.state != judge->before.state)
        check_entered_now(node);
}

static void suspect(struct node *node, struct input *input)
{
    const struct status before = node_status(node);
    const enum node_reason reason = (enum node_reason)input_below(input, NODE_REASONS);
    assert(node_suspect(node, reason, now_ms) == (before.state == NODE_UP));
    const struct status after = node_status(node);
    if (before.state != NODE_UP) {
        assert(after.word == before.word);
        return;
    }
    assert(after.state == NODE_SUSPECT && after.reason == reason);
    check_entered_now(node);
    assert(after.generation == ((before.generation + 1) & UINT64_MAX >> 24));
}

static void use_lease(struct node *node, struct judge *judge, struct input *input)
{
    const uint64_t length_ms = 1 + input_below(input, LEASE_MAX_MS);
    const uint64_t word = peek(&node->lease_ms);
    const uint64_t until_ms = lease_until_ms(node, now_ms);
    const uint64_t mine = judge->lease;
    switch (input_byte(input) % 3) {
    case 0:
        assert(lease_take(node, now_ms, length_ms, &judge->lease) == (until_ms <= now_ms));
        break;
    case 1:
        assert(lease_renew(node, now_ms, length_ms, &judge->lease) == (word == mine));
        break;
    default:
        lease_end(node, mine);
        assert(peek(&node->lease_ms) == (word == mine ? 0 : word));
        return;
    }
    if (peek(&node->lease_ms) != word)
        assert(lease_until_ms(node, now_ms) == now_ms + length_ms && judge->lease != 0);
}

static void prepare_nothing(struct process *process)
{
    assert(!process_alive(process));
}

static void enlist(struct input *input)
{
    char command[PROCESS_COMMAND_MAX + 8] = "";
    char read_back[PROCESS_COMMAND_MAX + 1];
    const uint32_t thread_id = 1 + (uint32_t)input_below(input, UINT16_MAX);
    input_text(input, command, sizeof command);
    struct process *process = table_enlist(&table, thread_id, prepare_nothing);
    if (process == NULL) /* all seem to be alive */
        return;
    assert(process >= table.processes && process < table.processes + TABLE_PROCESSES);
    assert(process_alive(process));
    process_set_command(process, command);
    process_command(process, read_back);
    assert(strncmp(read_back, command, PROCESS_COMMAND_MAX) == 0);
}

static void step(struct input *input)
{
    const uint8_t what = input_byte(input) % 8;
    struct judge *judge = &judges[input_below(input, JUDGES)];
    struct node *node = find(0);
    if (what == 0)
        rubbish_write(&table, input, now_ms);
    else if (what == 1)
        now_ms += input_below(input, UINT16_MAX) * 2;
    else if (what == 2)
        enlist(input);
    else if (node == NULL)
        return;
    else if (what == 3)
        judge->before = node_status(node);
    else if (what == 4)
        give_verdict(node, judge, input);
    else if (what == 5)
        suspect(node, input);
    else if (what == 6)
        use_lease(node, judge, input);
    else
        find(input_below(input, RUBBISH_ENDPOINTS));
}

/* Whatever was written there: who waits long enough gets it. */
static void check_that_lease_ends(struct node *node)
{
    uint64_t lease;
    assert(lease_take(node, now_ms, 1, &lease) ||
           lease_take(node, now_ms + LEASE_MAX_MS, 1, &lease));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, size};
    memset((void *)&table, 0, sizeof table);
    memset(judges, 0, sizeof judges);
    now_ms = START_MS;
    while (!input_is_over(&input)) {
        step(&input);
        struct node *node = find(0);
        if (node != NULL)
            check_node(node);
    }
    for (size_t i = 0; i < TABLE_NODES; i++) {
        check_node(&table.nodes[i]);
        check_that_lease_ends(&table.nodes[i]);
    }
    return 0;
}
