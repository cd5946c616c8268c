// SPDX-License-Identifier: MIT
#include "transition.h"

enum {
    STATE_BITS = 8,
    REASON_BITS = 8,
    ANSWERS_BITS = 8,
    REASON_AT = STATE_BITS,
    ANSWERS_AT = REASON_AT + REASON_BITS,
    GENERATION_AT = ANSWERS_AT + ANSWERS_BITS,
    BYTE = 0xff,
};

enum {
    STALE_MS = 60000,
    FLAP_WINDOW_MS = 600000,
    RISE_MAX = 8,
};

struct status status_unpack(uint64_t word)
{
    const unsigned state = word & BYTE;
    const unsigned reason = (word >> REASON_AT) & BYTE;
    return (struct status){
        .state = state < NODE_STATES ? (enum node_state)state : NODE_UP,
        .reason = reason < NODE_REASONS ? (enum node_reason)reason : REASON_NONE,
        .answers = (word >> ANSWERS_AT) & BYTE,
        .generation = word >> GENERATION_AT,
        .word = word,
    };
}

uint64_t status_pack(struct status status)
{
    return (uint64_t)status.state | (uint64_t)status.reason << REASON_AT |
           (uint64_t)(status.answers & BYTE) << ANSWERS_AT | status.generation << GENERATION_AT;
}

struct status node_status(const struct node *node)
{
    return status_unpack(atomic_load_explicit(&node->status, memory_order_acquire));
}

static struct status move(struct status before, enum node_state state, enum node_reason reason)
{
    return (struct status){
        .state = state, .reason = reason, .generation = before.generation + 1, .word = before.word};
}

static struct status rise_or_stay(struct status before, bool replied, unsigned rise)
{
    struct status after = before;
    after.generation++;
    after.answers = replied ? before.answers + 1 : 0;
    return after.answers >= rise ? move(before, NODE_UP, REASON_NONE) : after;
}

struct status status_after(struct status before, struct finding finding, unsigned rise)
{
    switch (before.state) {
    case NODE_SUSPECT:
        if (finding.answered)
            return move(before, NODE_UP, REASON_NONE);
        return move(before, finding.heard ? NODE_FULL : NODE_DOWN, before.reason);
    case NODE_FULL:
        if (!finding.replied && finding.suspected && !finding.heard)
            return move(before, NODE_DOWN, REASON_REPLY);
        return rise_or_stay(before, finding.replied, 1);
    case NODE_DOWN:
        return rise_or_stay(before, finding.replied, rise);
    case NODE_UP:
    case NODE_MAINT:
        break;
    }
    return before;
}

unsigned node_rise(const struct node *node)
{
    const uint64_t flaps = peek(&node->flaps);
    return flaps < RISE_MAX - 1 ? (unsigned)flaps + 1 : RISE_MAX;
}

static bool is_history(const struct node *node, uint64_t now_ms)
{
    const uint64_t check_ms = peek(&node->next_check_ms);
    return check_ms < now_ms && now_ms - check_ms > STALE_MS;
}

bool node_refuses(const struct node *node, uint64_t now_ms)
{
    const enum node_state state = node_status(node).state;
    if (state == NODE_FULL || state == NODE_DOWN)
        return !is_history(node, now_ms);
    return state == NODE_MAINT;
}

bool node_is_out(const struct node *node, uint64_t now_ms)
{
    const enum node_state state = node_status(node).state;
    return state == NODE_MAINT || (state == NODE_DOWN && !is_history(node, now_ms));
}

static void note_flap(struct node *node, uint64_t now_ms)
{
    const uint64_t last_ms = peek(&node->last_down_ms);
    const bool soon = last_ms != 0 && now_ms - last_ms < FLAP_WINDOW_MS;
    poke(&node->flaps, soon ? peek(&node->flaps) + 1 : 0);
    poke(&node->last_down_ms, now_ms);
}

bool node_change(struct node *node, struct status before, struct status after, uint64_t now_ms)
{
    uint64_t expected = before.word;
    if (peek(&node->status) != before.word)
        return false;
    /* Written first: whoever sees DOWN must not take it for history. */
    if (after.state != before.state)
        poke(&node->next_check_ms, now_ms);
    if (!atomic_compare_exchange_strong(&node->status, &expected, status_pack(after)))
        return false;
    if (after.state != before.state)
        poke(&node->since_ms, now_ms);
    if (after.state != before.state && after.state == NODE_DOWN)
        note_flap(node, now_ms);
    return true;
}

bool node_suspect(struct node *node, enum node_reason reason, uint64_t now_ms)
{
    const struct status before = node_status(node);
    return before.state == NODE_UP &&
           node_change(node, before, move(before, NODE_SUSPECT, reason), now_ms);
}

uint64_t lease_until_ms(const struct node *node, uint64_t now_ms)
{
    const uint64_t until_ms = peek(&node->lease_ms);
    return until_ms > now_ms + LEASE_MAX_MS ? 0 : until_ms;
}

bool lease_take(struct node *node, uint64_t now_ms, uint64_t length_ms, uint64_t *lease)
{
    uint64_t found = peek(&node->lease_ms);
    if (lease_until_ms(node, now_ms) > now_ms)
        return false;
    *lease = now_ms + length_ms;
    return atomic_compare_exchange_strong(&node->lease_ms, &found, *lease);
}

bool lease_renew(struct node *node, uint64_t now_ms, uint64_t length_ms, uint64_t *lease)
{
    uint64_t found = *lease;
    *lease = now_ms + length_ms;
    return atomic_compare_exchange_strong(&node->lease_ms, &found, *lease);
}

void lease_end(struct node *node, uint64_t lease)
{
    atomic_compare_exchange_strong(&node->lease_ms, &lease, 0);
}

const char *node_state_name(enum node_state state)
{
    static const char *const names[] = {"UP", "SUSPECT", "FULL", "DOWN", "MAINT"};
    return names[state];
}

const char *node_reason_name(enum node_reason reason)
{
    static const char *const names[] = {"",          "connect", "reply", "unreachable",
                                        "neighbour", "operator"};
    return names[reason];
}
