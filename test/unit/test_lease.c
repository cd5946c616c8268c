// SPDX-License-Identifier: MIT
#include "common/transition.h"

#include <criterion/criterion.h>

enum { NOW_MS = 1000000, LENGTH_MS = 500 };

static struct node node;

static uint64_t taken(uint64_t now_ms)
{
    uint64_t lease = 0;
    cr_assert(lease_take(&node, now_ms, LENGTH_MS, &lease));
    return lease;
}

Test(lease, only_one_has_it)
{
    uint64_t other;
    taken(NOW_MS);
    cr_expect_not(lease_take(&node, NOW_MS, LENGTH_MS, &other));
    cr_expect_not(lease_take(&node, NOW_MS + LENGTH_MS - 1, LENGTH_MS, &other));
    cr_expect_eq(lease_until_ms(&node, NOW_MS), NOW_MS + LENGTH_MS);
}

Test(lease, it_ends_by_itself)
{
    uint64_t other;
    taken(NOW_MS);
    cr_expect(lease_take(&node, NOW_MS + LENGTH_MS, LENGTH_MS, &other));
}

Test(lease, who_has_it_can_renew_it)
{
    uint64_t other;
    uint64_t lease = taken(NOW_MS);
    cr_expect(lease_renew(&node, NOW_MS + 100, LENGTH_MS, &lease));
    cr_expect(lease_renew(&node, NOW_MS + 200, LENGTH_MS, &lease));
    cr_expect_not(lease_take(&node, NOW_MS + LENGTH_MS, LENGTH_MS, &other));
    cr_expect(lease_take(&node, NOW_MS + 200 + LENGTH_MS, LENGTH_MS, &other));
}

/* Whoever slept past the end must find that another one judges now. */
Test(lease, who_lost_it_cannot_renew_or_end_it)
{
    uint64_t late = taken(NOW_MS);
    const uint64_t lease = taken(NOW_MS + LENGTH_MS);
    lease_end(&node, late);
    cr_expect_eq(peek(&node.lease_ms), lease);
    cr_expect_not(lease_renew(&node, NOW_MS + LENGTH_MS, LENGTH_MS, &late));
    cr_expect_eq(peek(&node.lease_ms), lease);
}

Test(lease, who_ends_it_frees_it)
{
    lease_end(&node, taken(NOW_MS));
    cr_expect_eq(lease_until_ms(&node, NOW_MS), 0);
    taken(NOW_MS);
}

Test(lease, a_wild_value_holds_nobody_up)
{
    static const uint64_t wild[] = {UINT64_MAX, UINT64_MAX - LEASE_MAX_MS,
                                    NOW_MS + LEASE_MAX_MS + 1, 1};
    for (size_t i = 0; i < sizeof wild / sizeof wild[0]; i++) {
        poke(&node.lease_ms, wild[i]);
        cr_expect_leq(lease_until_ms(&node, NOW_MS), NOW_MS);
        taken(NOW_MS);
    }
}

Test(lease, the_longest_one_counts)
{
    uint64_t other;
    poke(&node.lease_ms, NOW_MS + LEASE_MAX_MS);
    cr_expect_not(lease_take(&node, NOW_MS, LENGTH_MS, &other));
    cr_expect(lease_take(&node, NOW_MS + LEASE_MAX_MS, LENGTH_MS, &other));
}
