// SPDX-License-Identifier: MIT
#include "pace.h"

enum {
    WINDOW_S = 10,
    SLOWEST_BITS = 12,
    SLOWEST_MAX = (1 << SLOWEST_BITS) - 1, /* 4 s; more is never waited for in silence */
    ANSWERS_BITS = 8,
    ANSWERS_AT = 2 * SLOWEST_BITS,
    BEGIN_AT = ANSWERS_AT + ANSWERS_BITS,
    HAS_LAST = 1 << (ANSWERS_BITS - 1), /* beside the number of answers, which is less */
};

_Static_assert((int)PACE_ENOUGH < (int)HAS_LAST, "the number of answers has its own bits");

struct pace {
    uint64_t slowest_ms;      /* of this window */
    uint64_t last_slowest_ms; /* of the one before */
    uint64_t answers;         /* in this window, counted up to PACE_ENOUGH */
    bool has_last;
    uint32_t begin_s;
};

static struct pace unpack(uint64_t word)
{
    return (struct pace){
        .slowest_ms = word & SLOWEST_MAX,
        .last_slowest_ms = word >> SLOWEST_BITS & SLOWEST_MAX,
        .answers = word >> ANSWERS_AT & (HAS_LAST - 1),
        .has_last = (word >> ANSWERS_AT & HAS_LAST) != 0,
        .begin_s = (uint32_t)(word >> BEGIN_AT),
    };
}

static uint64_t pack(struct pace pace)
{
    const uint64_t answers = pace.answers | (pace.has_last ? HAS_LAST : 0);
    return pace.slowest_ms | pace.last_slowest_ms << SLOWEST_BITS | answers << ANSWERS_AT |
           (uint64_t)pace.begin_s << BEGIN_AT;
}

static struct pace with_answer(struct pace pace, uint64_t elapsed_ms, uint32_t now_s)
{
    const bool first = pace.answers == 0 && !pace.has_last;
    const bool over = pace.answers >= PACE_ENOUGH && now_s - pace.begin_s >= WINDOW_S;
    if (first || over) {
        pace.has_last = over;
        pace.last_slowest_ms = pace.slowest_ms;
        pace.slowest_ms = 0;
        pace.answers = 0;
        pace.begin_s = now_s;
    }
    if (pace.answers < PACE_ENOUGH)
        pace.answers++;
    if (elapsed_ms > pace.slowest_ms)
        pace.slowest_ms = elapsed_ms < SLOWEST_MAX ? elapsed_ms : SLOWEST_MAX;
    return pace;
}

/* As nearly every answer does. */
static bool says_nothing_new(struct pace pace, uint64_t elapsed_ms, uint32_t now_s)
{
    return pace.answers >= PACE_ENOUGH && elapsed_ms <= pace.slowest_ms &&
           now_s - pace.begin_s < WINDOW_S;
}

static __attribute__((cold, noinline)) void note_news(struct node *node, uint64_t word,
                                                      uint64_t elapsed_ms, uint32_t now_s)
{
    uint64_t noted;
    do {
        noted = pack(with_answer(unpack(word), elapsed_ms, now_s));
    } while (noted != word && !atomic_compare_exchange_weak(&node->pace, &word, noted));
}

void pace_note(struct node *node, uint64_t elapsed_ms, uint64_t now_ms)
{
    const uint32_t now_s = (uint32_t)(now_ms / 1000);
    const uint64_t word = peek(&node->pace);
    if (!says_nothing_new(unpack(word), elapsed_ms, now_s))
        note_news(node, word, elapsed_ms, now_s);
}

bool pace_known(const struct node *node, uint64_t *slowest_ms)
{
    const struct pace pace = unpack(peek(&node->pace));
    *slowest_ms = pace.slowest_ms > pace.last_slowest_ms ? pace.slowest_ms : pace.last_slowest_ms;
    return pace.has_last || pace.answers >= PACE_ENOUGH;
}
