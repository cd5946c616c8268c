// SPDX-License-Identifier: MIT
#include "post.h"

#include "common/clock.h"
#include "home.h"
#include "settings.h"

enum {
    CHECK_SLACK_MS = 50,   /* a judge that died in a check is missed this much later */
    LEASE_SLACK_MS = 1000, /* one that died between two checks */
    RELIEF_MS = 10,
    FAST_PART = 5, /* a node that has begun to answer is checked this much oftener */
    JITTER_PART = 10,
};

static struct post {
    _Atomic(uint64_t) lease; /* 0: none of ours */
    uint64_t checked_ms;     /* when our last check began */
    bool urgent;
} posts[TABLE_NODES];

static atomic_bool resigned; /* we exit */

static struct post *post_of(const struct node *node)
{
    return &posts[node - home_table_if_any()->nodes];
}

/* So that the keepers of a thousand machines do not knock together. */
static uint64_t jitter(uint64_t interval_ms)
{
    static uint64_t state;
    state = (state + clock_exact_us()) * UINT64_C(6364136223846793005) + 1;
    const uint64_t spread_ms = interval_ms / JITTER_PART;
    return interval_ms - spread_ms + (state >> 33) % (2 * spread_ms + 1);
}

uint64_t post_due_ms(const struct node *node, uint64_t now_ms)
{
    const struct post *post = post_of(node);
    const uint64_t interval_ms = settings.check_interval_ms;
    const uint64_t planned_ms = peek(&node->next_check_ms);
    /* Early, but not again and again while one connection stalls. */
    const uint64_t urgent_ms = post->checked_ms + interval_ms / FAST_PART;
    if (post->urgent && urgent_ms < planned_ms)
        return urgent_ms;
    /* Farther away than we would plan it: a wild value, or of one who checks seldom. */
    return planned_ms <= now_ms + 2 * interval_ms ? planned_ms : now_ms;
}

static bool give_back(struct node *node, struct post *post)
{
    const uint64_t lease = atomic_exchange(&post->lease, 0);
    if (lease != 0)
        lease_end(node, lease);
    return lease != 0;
}

/* post_resign() may have come since the lease was had. */
static bool keep(struct node *node, struct post *post, uint64_t lease)
{
    atomic_store(&post->lease, lease);
    if (atomic_load(&resigned))
        give_back(node, post);
    return atomic_load(&post->lease) != 0;
}

bool post_hold(struct node *node, uint64_t now_ms, uint64_t check_ms)
{
    struct post *post = post_of(node);
    const uint64_t length_ms = check_ms + CHECK_SLACK_MS;
    uint64_t lease = atomic_load(&post->lease);
    bool held = lease != 0 && lease_renew(node, now_ms, length_ms, &lease);
    if (!held)
        held = lease_take(node, now_ms, length_ms, &lease);
    if (!held && post->urgent && peek(&node->next_check_ms) > now_ms) {
        /* Its holder sleeps until the next check: this one cannot wait for that. */
        lease = peek(&node->lease_ms);
        held = lease_renew(node, now_ms, length_ms, &lease);
        if (held)
            poke(&node->next_check_ms, now_ms); /* the next who cannot wait finds us awake */
    }
    return keep(node, post, held ? lease : 0);
}

void post_schedule(struct node *node, struct status status, uint64_t started_ms, uint64_t now_ms)
{
    struct post *post = post_of(node);
    uint64_t lease = atomic_load(&post->lease);
    const uint64_t interval_ms =
        jitter(settings.check_interval_ms / (status.answers > 0 ? FAST_PART : 1));
    const uint64_t length_ms = interval_ms + settings.check_timeout_ms + LEASE_SLACK_MS;
    if (lease == 0 ||
        !lease_renew(node, now_ms, length_ms < LEASE_MAX_MS ? length_ms : LEASE_MAX_MS, &lease))
        lease = 0;
    /* Not before the lease is ours again: whoever has it would wait for a check of ours. */
    if (lease != 0)
        poke(&node->next_check_ms, started_ms + interval_ms);
    keep(node, post, lease);
}

void post_yield(struct node *node)
{
    give_back(node, post_of(node));
}

uint64_t post_relief_ms(const struct node *node, uint64_t now_ms)
{
    return lease_until_ms(node, now_ms) + jitter(RELIEF_MS);
}

void post_urge(const struct node *node)
{
    post_of(node)->urgent = true;
}

bool post_was_urged(const struct node *node, uint64_t now_ms)
{
    struct post *post = post_of(node);
    const bool urgent = post->urgent;
    post->urgent = false;
    post->checked_ms = now_ms;
    return urgent;
}

void post_resign(void)
{
    struct table *table = home_table_if_any();
    bool given = false;
    atomic_store(&resigned, true);
    for (size_t i = 0; (i = home_next_node(i)) < TABLE_NODES; i++)
        given |= give_back(&table->nodes[i], &posts[i]);
    if (given)
        table_ring(table);
}

void post_forget(void)
{
    atomic_store(&resigned, false);
    for (size_t i = 0; (i = home_next_node(i)) < TABLE_NODES; i++)
        atomic_store(&posts[i].lease, 0);
}
