// SPDX-License-Identifier: MIT
/*
 * The keeper's checks in a world that does what the input says: nodes fall silent and come
 * back, others judge too, the process is stopped, somebody writes rubbish into the table. In
 * the end all is well again, and then every node must be UP before long.
 */
#include "common/clock.h"
#include "common/transition.h"
#include "shim/preload/check.h"
#include "shim/preload/home.h"
#include "shim/preload/judge.h"
#include "shim/preload/post.h"
#include "shim/preload/settings.h"
#include "world.h"

#include <assert.h>
#include <string.h>

enum {
    LOOKS_AT_ONCE_MAX = 64, /* more without a pause are a busy loop */
    RISE_MAX = 8,
    SLACK_MS = 10000,
    LATE_MAX = 3, /* a check of a DOWN node lasts this much longer */
};

struct settings settings;

static const uint64_t intervals_ms[] = {1000, 100, 3600000};
static const uint64_t timeouts_ms[] = {150, 60, 10000};

/* Somebody has changed names in the table: what is checked there may be another node. */
static bool names_are_damaged;

static struct node *find(size_t which)
{
    const struct endpoint endpoint = rubbish_endpoint(which);
    return table_find(&world_table, &endpoint);
}

static struct node *use(size_t which)
{
    struct node *node = find(which);
    if (node != NULL)
        home_use_node((size_t)(node - world_table.nodes));
    return node;
}

/* Only what a verdict may do, and no verdict that contradicts the world. */
static void check_change(size_t which, struct status before, struct status after)
{
    const uint64_t steps = (after.generation - before.generation) & (UINT64_MAX >> 24);
    assert(before.state != NODE_MAINT || after.word == before.word);
    assert(after.state != NODE_MAINT || before.state == NODE_MAINT);
    if (before.state == NODE_UP && after.word != before.word)
        assert(after.state == NODE_SUSPECT && after.reason == REASON_NEIGHBOUR);
    assert((after.state == before.state) || steps == 1 || steps == 2);
    if (after.state == NODE_DOWN && before.state != NODE_DOWN && !names_are_damaged)
        assert(world_replies(which) < CHECK_ATTEMPTS);
}

static struct outlook look(void)
{
    struct status before[RUBBISH_ENDPOINTS];
    struct node *nodes[RUBBISH_ENDPOINTS];
    for (size_t i = 0; i < RUBBISH_ENDPOINTS; i++) {
        nodes[i] = find(i);
        if (nodes[i] != NULL)
            before[i] = node_status(nodes[i]);
    }
    const struct outlook outlook = judge_look(world_now_ms());
    for (size_t i = 0; i < RUBBISH_ENDPOINTS; i++) {
        if (nodes[i] != NULL)
            check_change(i, before[i], node_status(nodes[i]));
        assert(names_are_damaged || world_sockets(i) <= CHECK_ATTEMPTS);
    }
    return outlook;
}

static uint64_t checks_made(void)
{
    uint64_t checks = 0;
    for (size_t i = 0; i < TABLE_NODES; i++)
        checks += peek(&world_table.nodes[i].checks);
    return checks;
}

/* A few at once for each node, and then not more often than one that has begun to answer. */
static uint64_t checks_max(uint64_t duration_ms)
{
    const uint64_t fastest_ms = settings.check_interval_ms / 5 * 9 / 10;
    return RUBBISH_ENDPOINTS * (4 + duration_ms / fastest_ms);
}

/* The keeper's loop, for so long. */
static void run(uint64_t duration_ms)
{
    const uint64_t end_ms = world_now_ms() + duration_ms;
    const uint64_t checks = checks_made();
    unsigned looks = 0;
    for (uint64_t last_ms = 0; world_now_ms() < end_ms;) {
        const struct outlook outlook = look();
        looks = last_ms == world_now_ms() ? looks + 1 : 0;
        last_ms = world_now_ms();
        assert(looks < LOOKS_AT_ONCE_MAX);
        if (outlook.again)
            continue;
        if (outlook.checking)
            judge_wait(outlook.next_ms);
        else if (outlook.next_ms > world_now_ms())
            world_sleep_us(
                ((outlook.next_ms < end_ms ? outlook.next_ms : end_ms) - world_now_ms()) * 1000);
    }
    assert(names_are_damaged || checks_made() - checks <= checks_max(duration_ms));
}

/* What another process may do at any time: judge, hold or steal the lease, take it out. */
static void act_as_other(struct node *node, struct input *input)
{
    const struct status before = node_status(node);
    const uint64_t now_ms = world_now_ms();
    struct status after = before;
    uint64_t lease = peek(&node->lease_ms);
    switch (input_byte(input) % 4) {
    case 0:
        lease_take(node, now_ms, 1 + input_below(input, LEASE_MAX_MS), &lease);
        break;
    case 1:
        lease_renew(node, now_ms, 1 + input_below(input, LEASE_MAX_MS), &lease);
        break;
    case 2:
        lease_end(node, lease);
        break;
    default:
        after.state = (enum node_state)input_below(input, NODE_STATES);
        after.generation++;
        node_change(node, before, after, now_ms);
    }
}

static void write_rubbish(struct node *node, struct input *input)
{
    if (input_byte(input) % 4 != 0) {
        rubbish_write_node(node, input, world_now_ms());
        return;
    }
    names_are_damaged = true;
    rubbish_write(&world_table, input, world_now_ms());
}

static void step(struct input *input)
{
    const uint8_t what = input_byte(input);
    const size_t which = input_below(input, RUBBISH_ENDPOINTS);
    struct node *node = use(which);
    if (node == NULL)
        return;
    switch (what % 8) {
    case 0:
        world_set_answer(which, (enum world_answer)input_below(input, WORLD_ANSWERS));
        break;
    case 1:
        node_suspect(node, (enum node_reason)input_below(input, NODE_REASONS), world_now_ms());
        break;
    case 2:
        if (node_status(node).state == NODE_FULL)
            post_urge(node);
        break;
    case 3:
        poke(&node->heard_ms, clock_coarse_ms());
        break;
    case 4:
        act_as_other(node, input);
        break;
    case 5:
        write_rubbish(node, input);
        break;
    case 6: /* stopped, perhaps in the middle of a check */
        world_sleep_us(input_below(input, UINT16_MAX) * UINT64_C(1000));
        break;
    default:
        run(1 + input_below(input, UINT8_MAX) * 10);
    }
}

static uint64_t recovery_ms(void)
{
    const uint64_t check_ms =
        settings.check_interval_ms * 11 / 10 + LATE_MAX * settings.check_timeout_ms;
    return LEASE_MAX_MS + 2 * settings.check_interval_ms + (RISE_MAX + 1) * check_ms + SLACK_MS;
}

static void check_that_all_come_back(void)
{
    poke(&world_table.mode, SWITCH_NONE); /* else they need not */
    for (size_t i = 0; i <= WORLD_STRANGER; i++)
        world_set_answer(i, WORLD_REPLIES);
    for (size_t i = 0; i < RUBBISH_ENDPOINTS; i++)
        use(i);
    run(recovery_ms());
    for (size_t i = 0; i < RUBBISH_ENDPOINTS; i++) {
        const struct node *node = find(i);
        if (node == NULL)
            continue;
        const enum node_state state = node_status(node).state;
        assert(state == NODE_UP || state == NODE_MAINT);
    }
    for (size_t i = 0; i <= WORLD_STRANGER; i++)
        assert(world_sockets(i) == 0);
}

static void reset(struct input *input)
{
    judge_forget();
    post_forget();
    for (size_t i = 0; i < TABLE_NODES; i++)
        post_was_urged(&world_table.nodes[i], 0);
    world_reset();
    names_are_damaged = false;
    patterns_parse(&settings.nodes, "1-65535");
    settings.check_interval_ms = intervals_ms[input_below(input, 3)];
    settings.check_timeout_ms = timeouts_ms[input_below(input, 3)];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, size};
    reset(&input);
    while (!input_is_over(&input))
        step(&input);
    check_that_all_come_back();
    return 0;
}
