// SPDX-License-Identifier: MIT
#include "patience.h"

#include "common/pace.h"
#include "settings.h"

enum {
    STALL_FACTOR = 3,  /* of the slowest answer */
    CHECK_FACTOR = 2,  /* of the stall limit: five attempts are staggered over its first half */
    CHECK_MIN_MS = 35, /* with 25 a healthy node was DOWN once (scripts/chaos) */
    LATE_FACTOR = 2,   /* of the time that the last check took to be answered */
    LATE_MAX = 3,      /* times the time of a check */
};

static uint64_t within(uint64_t low, uint64_t value, uint64_t high)
{
    const uint64_t raised = value > low ? value : low;
    return raised < high ? raised : high;
}

uint64_t patience_stall_ms(const struct node *node)
{
    uint64_t slowest_ms;
    if (settings.stall_min_ms >= settings.stall_ms || !pace_known(node, &slowest_ms))
        return settings.stall_ms;
    return within(settings.stall_min_ms, STALL_FACTOR * slowest_ms, settings.stall_ms);
}

uint64_t patience_least_ms(void)
{
    return within(0, settings.stall_min_ms, settings.stall_ms);
}

bool patience_is_over(const struct node *node, uint64_t since_ms, uint64_t now_ms)
{
    return now_ms >= since_ms + patience_least_ms() && now_ms >= since_ms + patience_stall_ms(node);
}

struct check_time patience_check(const struct node *node, enum node_state state)
{
    const uint64_t usual_ms = settings.check_timeout_ms;
    const uint64_t longest_ms = within(usual_ms, settings.check_interval_ms, LATE_MAX * usual_ms);
    /* Nobody waits for it, and so a node that is far away is known as such. */
    if (state == NODE_DOWN)
        return (struct check_time){.prompt_ms = longest_ms, .whole_ms = longest_ms};

    const uint64_t stall_ms = patience_stall_ms(node);
    const uint64_t answer_ms = within(0, peek(&node->answer_us) / 1000, longest_ms);
    const uint64_t whole_ms = within(usual_ms, LATE_FACTOR * answer_ms, longest_ms);
    const uint64_t prompt_ms = within(CHECK_MIN_MS, CHECK_FACTOR * stall_ms, usual_ms);
    return (struct check_time){
        .prompt_ms = stall_ms < settings.stall_ms ? prompt_ms : whole_ms,
        .whole_ms = whole_ms,
    };
}
