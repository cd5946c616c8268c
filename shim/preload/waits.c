// SPDX-License-Identifier: MIT
#include "waits.h"

#include "common/clock.h"
#include "common/pace.h"
#include "patience.h"

/* The coarse clock is late by a tick; what is further in the future is a wild value. */
enum { TICK_MS = 20 };

uint64_t wait_acquitted_until_ms(const struct record *record, uint64_t word, uint64_t since_ms)
{
    const struct node *node = atomic_load(&record->node);
    uint64_t last_ms = peek(&node->replied_ms);
    if (record_phase(word) == RECORD_CONNECTING && peek(&node->accepted_ms) > last_ms)
        last_ms = peek(&node->accepted_ms);
    if (last_ms < since_ms || last_ms > clock_coarse_ms() + TICK_MS)
        return 0;
    return atomic_load(&record->answered) ? WAIT_FOR_EVER : last_ms + (last_ms - since_ms);
}

bool wait_is_acquitted(const struct record *record, uint64_t word, uint64_t since_ms)
{
    return clock_coarse_ms() < wait_acquitted_until_ms(record, word, since_ms);
}

static __attribute__((cold, noinline)) void settle_stall(struct record *record, uint64_t now_ms)
{
    struct node *node = atomic_load(&record->node);
    const uint64_t since_ms = atomic_exchange(&record->since_ms, 0); /* of two one counts it */
    if (since_ms == 0 || since_ms == atomic_load(&record->excused_ms))
        return;
    if (wait_is_acquitted(record, atomic_load(&record->word), since_ms))
        return;
    count(&node->stalls, 1);
    count(&node->waited_ms, now_ms - since_ms);
}

void wait_settle(struct record *record, uint64_t now_ms)
{
    const uint64_t since_ms = atomic_load(&record->since_ms);
    if (since_ms == 0)
        return;
    if (patience_is_over(atomic_load(&record->node), since_ms, now_ms))
        settle_stall(record, now_ms);
    else
        atomic_store_explicit(&record->since_ms, 0, memory_order_release);
}

void wait_answered(struct record *record, uint64_t now_ms)
{
    const uint64_t since_ms = atomic_load(&record->since_ms);
    if (since_ms == 0)
        return;
    /* What is excused waited for the program itself. */
    if (since_ms != atomic_load(&record->excused_ms) && since_ms <= now_ms)
        pace_note(atomic_load(&record->node), now_ms - since_ms, now_ms);
    wait_settle(record, now_ms);
}
