// SPDX-License-Identifier: MIT
#include "common/transition.h"

#include <criterion/criterion.h>
#include <string.h>

enum { NOW_MS = 1000000, A_MINUTE_MS = 60000, TEN_MINUTES_MS = 600000 };

static struct node node;

static void put(enum node_state state, enum node_reason reason)
{
    atomic_store(&node.status, status_pack((struct status){.state = state, .reason = reason}));
    poke(&node.next_check_ms, NOW_MS);
}

static struct status moved(enum node_state state)
{
    struct status after = node_status(&node);
    after.state = state;
    after.generation++;
    return after;
}

Test(transition, a_status_survives_packing)
{
    const struct status status = {
        .state = NODE_MAINT, .reason = REASON_OPERATOR, .answers = 255, .generation = 0xffffffffff};
    const struct status again = status_unpack(status_pack(status));
    cr_expect_eq(again.state, status.state);
    cr_expect_eq(again.reason, status.reason);
    cr_expect_eq(again.answers, status.answers);
    cr_expect_eq(again.generation, status.generation);
    cr_expect_eq(again.word, status_pack(status));
}

Test(transition, a_wild_word_is_up_and_can_be_exchanged)
{
    const struct status status = status_unpack(UINT64_MAX);
    cr_expect_eq(status.state, NODE_UP);
    cr_expect_eq(status.reason, REASON_NONE);
    cr_expect_eq(status.word, UINT64_MAX);
    atomic_store(&node.status, UINT64_MAX);
    cr_expect(node_suspect(&node, REASON_REPLY, NOW_MS));
    cr_expect_eq(node_status(&node).state, NODE_SUSPECT);
}

Test(transition, names)
{
    cr_expect_str_eq(node_state_name(NODE_UP), "UP");
    cr_expect_str_eq(node_state_name(NODE_SUSPECT), "SUSPECT");
    cr_expect_str_eq(node_state_name(NODE_FULL), "FULL");
    cr_expect_str_eq(node_state_name(NODE_DOWN), "DOWN");
    cr_expect_str_eq(node_state_name(NODE_MAINT), "MAINT");
    cr_expect_str_eq(node_reason_name(REASON_NONE), "");
    cr_expect_str_eq(node_reason_name(REASON_CONNECT), "connect");
    cr_expect_str_eq(node_reason_name(REASON_REPLY), "reply");
    cr_expect_str_eq(node_reason_name(REASON_UNREACHABLE), "unreachable");
    cr_expect_str_eq(node_reason_name(REASON_NEIGHBOUR), "neighbour");
    cr_expect_str_eq(node_reason_name(REASON_OPERATOR), "operator");
}

/* What each state makes of each finding, at a rise of 1; the reason before is `unreachable`. */
enum { ANSWERED = 1, REPLIED = 2, HEARD = 4, SUSPECTED = 8, FINDINGS = 16 };

static struct finding finding_of(unsigned bits)
{
    return (struct finding){.answered = (bits & ANSWERED) != 0,
                            .replied = (bits & REPLIED) != 0,
                            .heard = (bits & HEARD) != 0,
                            .suspected = (bits & SUSPECTED) != 0};
}

static void expect_after(enum node_state before, unsigned findings, enum node_state state,
                         enum node_reason reason)
{
    const struct status from = {
        .state = before, .reason = REASON_UNREACHABLE, .generation = 7, .word = 42};
    const struct status after = status_after(from, finding_of(findings), 1);
    cr_expect_eq(after.state, state, "%s and %#x: %s", node_state_name(before), findings,
                 node_state_name(after.state));
    cr_expect_eq(after.reason, reason, "%s and %#x: %s", node_state_name(before), findings,
                 node_reason_name(after.reason));
    cr_expect_eq(after.generation, before == NODE_UP || before == NODE_MAINT ? 7 : 8);
    cr_expect_eq(after.word, 42, "what an exchange must find");
}

Test(transition, a_suspect_is_acquitted_by_an_answer_whatever_else)
{
    for (unsigned findings = 0; findings < FINDINGS; findings++)
        if ((findings & ANSWERED) != 0)
            expect_after(NODE_SUSPECT, findings, NODE_UP, REASON_NONE);
}

Test(transition, a_silent_suspect_that_others_hear_is_full_else_down)
{
    expect_after(NODE_SUSPECT, 0, NODE_DOWN, REASON_UNREACHABLE);
    expect_after(NODE_SUSPECT, SUSPECTED, NODE_DOWN, REASON_UNREACHABLE);
    expect_after(NODE_SUSPECT, HEARD, NODE_FULL, REASON_UNREACHABLE);
    expect_after(NODE_SUSPECT, HEARD | SUSPECTED, NODE_FULL, REASON_UNREACHABLE);
}

Test(transition, a_full_node_that_replies_is_up)
{
    for (unsigned findings = 0; findings < FINDINGS; findings++)
        if ((findings & REPLIED) != 0)
            expect_after(NODE_FULL, findings, NODE_UP, REASON_NONE);
}

Test(transition, a_full_node_is_down_once_connections_that_worked_are_silent)
{
    expect_after(NODE_FULL, SUSPECTED, NODE_DOWN, REASON_REPLY);
    expect_after(NODE_FULL, SUSPECTED | ANSWERED, NODE_DOWN, REASON_REPLY);
}

Test(transition, a_full_node_that_is_silent_to_newcomers_stays_full)
{
    expect_after(NODE_FULL, 0, NODE_FULL, REASON_UNREACHABLE);
    expect_after(NODE_FULL, ANSWERED, NODE_FULL, REASON_UNREACHABLE);
    expect_after(NODE_FULL, HEARD, NODE_FULL, REASON_UNREACHABLE);
    expect_after(NODE_FULL, HEARD | SUSPECTED, NODE_FULL, REASON_UNREACHABLE);
}

/* An accepted connect is no reply: a hung process is not back. */
Test(transition, only_a_reply_brings_a_node_back_from_down)
{
    for (unsigned findings = 0; findings < FINDINGS; findings++) {
        if ((findings & REPLIED) != 0)
            expect_after(NODE_DOWN, findings, NODE_UP, REASON_NONE);
        else
            expect_after(NODE_DOWN, findings, NODE_DOWN, REASON_UNREACHABLE);
    }
}

Test(transition, no_check_changes_up_or_maint)
{
    for (unsigned findings = 0; findings < FINDINGS; findings++) {
        expect_after(NODE_UP, findings, NODE_UP, REASON_UNREACHABLE);
        expect_after(NODE_MAINT, findings, NODE_MAINT, REASON_UNREACHABLE);
    }
}

Test(transition, as_many_replies_in_a_row_as_the_rise_asks_for)
{
    const struct finding reply = finding_of(ANSWERED | REPLIED);
    struct status status = {.state = NODE_DOWN};
    status = status_after(status, reply, 3);
    status = status_after(status, reply, 3);
    cr_expect_eq(status.state, NODE_DOWN);
    cr_expect_eq(status.answers, 2);
    status = status_after(status, reply, 3);
    cr_expect_eq(status.state, NODE_UP);
    cr_expect_eq(status.answers, 0);
}

Test(transition, silence_starts_the_row_again)
{
    const struct finding reply = finding_of(ANSWERED | REPLIED);
    struct status status = {.state = NODE_DOWN};
    status = status_after(status, reply, 2);
    status = status_after(status, finding_of(ANSWERED), 2);
    cr_expect_eq(status.answers, 0);
    status = status_after(status, reply, 2);
    cr_expect_eq(status.state, NODE_DOWN);
}

static void expect_gates(enum node_state state, bool refuses, bool is_out)
{
    put(state, REASON_NONE);
    cr_expect_eq(node_refuses(&node, NOW_MS), refuses, "%s", node_state_name(state));
    cr_expect_eq(node_is_out(&node, NOW_MS), is_out, "%s", node_state_name(state));
}

Test(transition, who_is_refused_and_who_is_released_in_each_state)
{
    expect_gates(NODE_UP, false, false);
    expect_gates(NODE_SUSPECT, false, false);
    expect_gates(NODE_FULL, true, false);
    expect_gates(NODE_DOWN, true, true);
    expect_gates(NODE_MAINT, true, true);
}

Test(transition, a_verdict_that_nobody_renews_is_history)
{
    put(NODE_DOWN, REASON_CONNECT);
    cr_expect(node_refuses(&node, NOW_MS + A_MINUTE_MS));
    cr_expect_not(node_refuses(&node, NOW_MS + A_MINUTE_MS + 1));
    cr_expect_not(node_is_out(&node, NOW_MS + A_MINUTE_MS + 1));
    put(NODE_FULL, REASON_CONNECT);
    cr_expect_not(node_refuses(&node, NOW_MS + A_MINUTE_MS + 1));
}

/* The keeper takes such a time for "now"; until then the verdict holds. */
Test(transition, a_check_planned_wildly_far_away_is_not_history)
{
    static const uint64_t wild[] = {UINT64_MAX, UINT64_MAX - A_MINUTE_MS, INT64_MAX};
    put(NODE_DOWN, REASON_CONNECT);
    for (size_t i = 0; i < sizeof wild / sizeof wild[0]; i++) {
        poke(&node.next_check_ms, wild[i]);
        cr_expect(node_refuses(&node, NOW_MS));
    }
}

Test(transition, an_operator_s_word_does_not_age)
{
    put(NODE_MAINT, REASON_OPERATOR);
    cr_expect(node_refuses(&node, NOW_MS + TEN_MINUTES_MS));
    cr_expect(node_is_out(&node, NOW_MS + TEN_MINUTES_MS));
}

Test(transition, only_who_is_up_becomes_suspect)
{
    cr_expect(node_suspect(&node, REASON_REPLY, NOW_MS));
    const struct status status = node_status(&node);
    cr_expect_eq(status.state, NODE_SUSPECT);
    cr_expect_eq(status.reason, REASON_REPLY);
    cr_expect_eq(status.generation, 1);
    cr_expect_eq(peek(&node.since_ms), NOW_MS);
    for (int state = NODE_SUSPECT; state < NODE_STATES; state++) {
        put((enum node_state)state, REASON_CONNECT);
        const uint64_t before = peek(&node.status);
        cr_expect_not(node_suspect(&node, REASON_REPLY, NOW_MS));
        cr_expect_eq(peek(&node.status), before);
    }
}

Test(transition, a_change_of_state_is_dated_and_checked_next)
{
    put(NODE_SUSPECT, REASON_CONNECT);
    poke(&node.next_check_ms, 0);
    cr_expect(node_change(&node, node_status(&node), moved(NODE_DOWN), NOW_MS));
    cr_expect_eq(node_status(&node).state, NODE_DOWN);
    cr_expect_eq(peek(&node.since_ms), NOW_MS);
    cr_expect_eq(peek(&node.last_down_ms), NOW_MS);
    cr_expect_eq(peek(&node.next_check_ms), NOW_MS);
}

Test(transition, one_more_answer_dates_nothing)
{
    put(NODE_DOWN, REASON_CONNECT);
    poke(&node.since_ms, 7);
    struct status after = node_status(&node);
    after.answers = 1;
    cr_expect(node_change(&node, node_status(&node), after, NOW_MS + 500));
    cr_expect_eq(node_status(&node).answers, 1);
    cr_expect_eq(peek(&node.since_ms), 7);
    cr_expect_eq(peek(&node.next_check_ms), NOW_MS);
}

Test(transition, of_two_verdicts_on_one_status_the_second_is_late_even_if_the_state_stayed)
{
    put(NODE_DOWN, REASON_CONNECT);
    const struct status before = node_status(&node);
    const struct status silent = status_after(before, finding_of(0), 1);
    const struct status replied = status_after(before, finding_of(ANSWERED | REPLIED), 1);
    cr_expect(node_change(&node, before, silent, NOW_MS));
    cr_expect_not(node_change(&node, before, replied, NOW_MS));
    cr_expect_eq(node_status(&node).state, NODE_DOWN);
}

Test(transition, a_late_verdict_changes_nothing)
{
    put(NODE_SUSPECT, REASON_CONNECT);
    const struct status judged = node_status(&node);
    const struct status verdict = moved(NODE_DOWN);
    cr_assert(node_change(&node, judged, moved(NODE_UP), NOW_MS));
    cr_assert(node_suspect(&node, REASON_CONNECT, NOW_MS + 1));

    struct node before;
    memcpy(&before, &node, sizeof before);
    cr_expect_not(node_change(&node, judged, verdict, NOW_MS + 2));
    cr_expect_arr_eq(&node, &before, sizeof before);
}

static void go_down(uint64_t at_ms)
{
    cr_assert(node_change(&node, node_status(&node), moved(NODE_DOWN), at_ms));
    cr_assert(node_change(&node, node_status(&node), moved(NODE_UP), at_ms + 1));
}

Test(transition, a_node_that_flaps_must_rise_higher_each_time_up_to_a_cap)
{
    static const unsigned rises[] = {1, 2, 3, 4, 5, 6, 7, 8, 8, 8};
    uint64_t now_ms = NOW_MS;
    cr_expect_eq(node_rise(&node), 1);
    for (size_t i = 0; i < sizeof rises / sizeof rises[0]; i++) {
        go_down(now_ms);
        now_ms += TEN_MINUTES_MS - 1;
        cr_expect_eq(node_rise(&node), rises[i], "%zu: %u", i, node_rise(&node));
    }
}

Test(transition, a_node_that_was_well_for_a_while_starts_anew)
{
    go_down(NOW_MS);
    go_down(NOW_MS + 1000);
    cr_expect_eq(node_rise(&node), 2);
    go_down(NOW_MS + 1000 + TEN_MINUTES_MS);
    cr_expect_eq(node_rise(&node), 1);
}

Test(transition, wild_flaps_are_capped)
{
    poke(&node.flaps, UINT64_MAX);
    cr_expect_eq(node_rise(&node), 8);
    poke(&node.last_down_ms, UINT64_MAX);
    go_down(NOW_MS);
    cr_expect_eq(node_rise(&node), 1);
}
