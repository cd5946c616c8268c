// SPDX-License-Identifier: MIT
#include "common/pace.h"

#include <criterion/criterion.h>

enum { NOW_MS = 1000000, WINDOW_MS = 10000 };

static struct node node;

static void note(size_t answers, uint64_t elapsed_ms, uint64_t now_ms)
{
    for (size_t i = 0; i < answers; i++)
        pace_note(&node, elapsed_ms, now_ms);
}

static void expect_slowest(uint64_t expected_ms)
{
    uint64_t slowest_ms;
    cr_assert(pace_known(&node, &slowest_ms));
    cr_expect_eq(slowest_ms, expected_ms, "%lu", (unsigned long)slowest_ms);
}

Test(pace, few_answers_say_nothing)
{
    uint64_t slowest_ms;
    cr_expect_not(pace_known(&node, &slowest_ms));
    note(PACE_ENOUGH - 1, 1, NOW_MS);
    cr_expect_not(pace_known(&node, &slowest_ms));
    note(1, 1, NOW_MS);
    expect_slowest(1);
}

Test(pace, the_slowest_counts)
{
    note(PACE_ENOUGH, 2, NOW_MS);
    note(1, 40, NOW_MS);
    note(PACE_ENOUGH, 2, NOW_MS);
    expect_slowest(40);
}

Test(pace, a_slow_answer_is_forgotten_after_two_windows)
{
    note(PACE_ENOUGH, 40, NOW_MS);
    note(PACE_ENOUGH, 2, NOW_MS + WINDOW_MS);
    expect_slowest(40);
    note(PACE_ENOUGH, 2, NOW_MS + 2 * WINDOW_MS);
    expect_slowest(2);
}

Test(pace, nothing_is_forgotten_while_nothing_is_heard)
{
    note(PACE_ENOUGH, 40, NOW_MS);
    note(PACE_ENOUGH - 1, 2, NOW_MS + 100 * WINDOW_MS);
    expect_slowest(40);
    note(1, 2, NOW_MS + 200 * WINDOW_MS);
    expect_slowest(40);
}

Test(pace, what_is_learned_is_not_written_again)
{
    note(PACE_ENOUGH, 2, NOW_MS);
    const uint64_t before = peek(&node.pace);
    note(PACE_ENOUGH, 1, NOW_MS + WINDOW_MS - 1);
    cr_expect_eq(peek(&node.pace), before);
}

Test(pace, very_slow_is_as_slow_as_can_be_said)
{
    note(PACE_ENOUGH, UINT64_MAX, NOW_MS);
    expect_slowest(4095);
}

Test(pace, rubbish_is_a_number_like_any)
{
    uint64_t slowest_ms;
    poke(&node.pace, UINT64_MAX);
    pace_known(&node, &slowest_ms);
    cr_expect_leq(slowest_ms, 4095);
    note(1, 1, NOW_MS);
}
