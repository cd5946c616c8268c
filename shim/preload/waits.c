// SPDX-License-Identifier: MIT
#include "waits.h"

#include "common/clock.h"
#include "settings.h"

/* Longer than this a handshake that was acquitted should have been answered: SYNs are repeated. */
enum { CONNECT_ACQUITTAL_MS = 1500 };

uint64_t wait_acquitted_until_ms(const struct record *record, uint64_t word, uint64_t since_ms)
{
    const struct node *node = atomic_load(&record->node);
    const uint64_t replied_ms = peek(&node->replied_ms);
    const uint64_t accepted_ms = peek(&node->accepted_ms);
    const uint64_t last_ms = accepted_ms > replied_ms ? accepted_ms : replied_ms;
    if (record_phase(word) == RECORD_CONNECTING)
        return last_ms >= since_ms ? last_ms + CONNECT_ACQUITTAL_MS : 0;
    if (replied_ms < since_ms)
        return 0;
    return atomic_load(&record->answered) ? WAIT_FOR_EVER : replied_ms + (replied_ms - since_ms);
}

bool wait_is_acquitted(const struct record *record, uint64_t word, uint64_t since_ms)
{
    return clock_coarse_ms() < wait_acquitted_until_ms(record, word, since_ms);
}

void wait_settle(struct record *record, uint64_t now_ms)
{
    const uint64_t since_ms = atomic_exchange(&record->since_ms, 0);
    if (since_ms == 0 || now_ms < since_ms + settings.stall_ms ||
        since_ms == atomic_load(&record->excused_ms))
        return;
    struct node *node = atomic_load(&record->node);
    if (wait_is_acquitted(record, atomic_load(&record->word), since_ms))
        return;
    count(&node->stalls, 1);
    count(&node->waited_ms, now_ms - since_ms);
}
