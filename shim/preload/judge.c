// SPDX-License-Identifier: MIT
#include "judge.h"

#include "alarm.h"
#include "check.h"
#include "common/clock.h"
#include "common/transition.h"
#include "journal.h"
#include "process.h"
#include "settings.h"

#include <string.h>

enum {
    CHECKS_MAX = 8,        /* at the same time, each of another node */
    SLICE_MS = 10,         /* how long a check may go unattended */
    CHECK_SLACK_MS = 50,   /* a judge that died in a check is missed this much later */
    LEASE_SLACK_MS = 1000, /* one that died between two checks */
    FAST_PART = 5,         /* a node that has begun to answer is checked this much oftener */
    JITTER_PART = 10,
};

/* What this process has to do with a node. */
static struct post {
    _Atomic(uint64_t) lease; /* 0: none of ours */
    uint64_t checked_ms;     /* when our last check began */
    bool urgent;
} posts[TABLE_NODES];

static struct trial {
    struct node *node; /* NULL: unused */
    struct post *post;
    struct status before;
    uint64_t started_ms;
    bool suspected;
    struct check check;
} trials[CHECKS_MAX];

static struct post *post_of(const struct node *node)
{
    return &posts[node - process_table_if_any()->nodes];
}

/* So that the keepers of a thousand machines do not knock together. */
static uint64_t jitter(uint64_t interval_ms)
{
    static uint64_t state;
    state = (state + clock_exact_us()) * UINT64_C(6364136223846793005) + 1;
    const uint64_t spread_ms = interval_ms / JITTER_PART;
    return interval_ms - spread_ms + (state >> 33) % (2 * spread_ms + 1);
}

static uint64_t lease_length_ms(uint64_t interval_ms)
{
    const uint64_t length_ms = interval_ms + settings.check_timeout_ms + LEASE_SLACK_MS;
    return length_ms < LEASE_MAX_MS ? length_ms : LEASE_MAX_MS;
}

/* Ours, or anybody's whose time is over; an urgent check is not kept waiting by one between checks.
 */
static bool hold_lease(struct node *node, struct post *post, uint64_t now_ms, uint64_t length_ms)
{
    uint64_t lease = atomic_load(&post->lease);
    if (lease != 0 && lease_renew(node, now_ms, length_ms, &lease)) {
        atomic_store(&post->lease, lease);
        return true;
    }
    atomic_store(&post->lease, 0);
    bool held = lease_take(node, now_ms, length_ms, &lease);
    if (!held && post->urgent && peek(&node->next_check_ms) > now_ms) {
        lease = peek(&node->lease_ms);
        held = lease_renew(node, now_ms, length_ms, &lease);
    }
    if (held)
        atomic_store(&post->lease, lease);
    return held;
}

static bool begin(struct trial *trial, struct node *node, struct post *post, struct status before,
                  uint64_t now_ms)
{
    struct endpoint endpoint;
    const bool by_connect = before.state == NODE_SUSPECT && before.reason == REASON_CONNECT;
    if (!node_endpoint(node, &endpoint))
        return false;
    *trial = (struct trial){
        .node = node,
        .post = post,
        .before = before,
        .started_ms = now_ms,
        .suspected = post->urgent,
    };
    post->urgent = false;
    post->checked_ms = now_ms;
    count(&node->checks, 1);
    check_begin(&trial->check, &endpoint, by_connect ? CHECK_CONNECT : CHECK_REPLY,
                settings.check_timeout_ms);
    return true;
}

static struct trial *unused_trial(void)
{
    for (size_t i = 0; i < CHECKS_MAX; i++)
        if (trials[i].node == NULL)
            return &trials[i];
    return NULL;
}

static bool is_on_trial(const struct node *node)
{
    for (size_t i = 0; i < CHECKS_MAX; i++)
        if (trials[i].node == node)
            return true;
    return false;
}

/* An urgent check comes early, but not again and again while one connection stalls. */
static uint64_t due_ms(const struct node *node, const struct post *post, uint64_t now_ms)
{
    const uint64_t interval_ms = settings.check_interval_ms;
    const uint64_t planned_ms = peek(&node->next_check_ms);
    const uint64_t urgent_ms = post->checked_ms + interval_ms / FAST_PART;
    if (post->urgent && urgent_ms < planned_ms)
        return urgent_ms;
    return planned_ms < now_ms + 2 * interval_ms ? planned_ms : now_ms + 2 * interval_ms;
}

/* Begins a check of the node if one is due and ours to make. Returns when to see to it again. */
static uint64_t attend(struct node *node, uint64_t now_ms)
{
    struct post *post = post_of(node);
    const struct status status = node_status(node);
    if (status.state == NODE_UP || status.state == NODE_MAINT || is_on_trial(node))
        return ALARM_NEVER;
    struct trial *trial = unused_trial();
    const uint64_t check_ms = due_ms(node, post, now_ms);
    if (check_ms > now_ms)
        return check_ms;
    if (trial == NULL)
        return now_ms + SLICE_MS;
    if (hold_lease(node, post, now_ms, settings.check_timeout_ms + CHECK_SLACK_MS))
        return begin(trial, node, post, status, now_ms) ? now_ms : ALARM_NEVER;
    /* Somebody else's: see whether it is still there when it should have been renewed. */
    return lease_until_ms(node, now_ms) + jitter(SLICE_MS);
}

static void announce(const struct node *node, struct status before, struct status after)
{
    char text[ENDPOINT_TEXT_MAX];
    struct endpoint endpoint;
    if (before.state == NODE_SUSPECT && after.state == NODE_UP)
        return;
    if (!node_endpoint(node, &endpoint))
        return;
    journal_say(after.state == NODE_UP ? LOG_NOTICE : LOG_WARNING, "node %s is %s (was %s)%s%s",
                endpoint_print(&endpoint, text), node_state_name(after.state),
                node_state_name(before.state), after.reason == REASON_NONE ? "" : ": no answer to ",
                after.reason == REASON_NONE      ? ""
                : after.reason == REASON_CONNECT ? "a connect, nor to a check"
                                                 : "a request, nor to a check");
}

/* A machine that died takes all its nodes with it: no need to wait for each to stall. */
static void suspect_neighbours(const struct node *node, uint64_t now_ms)
{
    struct table *table = process_table_if_any();
    struct endpoint endpoint;
    struct endpoint other;
    if (!node_endpoint(node, &endpoint))
        return;
    for (size_t i = 0; i < TABLE_NODES; i++) {
        struct node *neighbour = &table->nodes[i];
        if (neighbour != node && peek(&neighbour->tag) != 0 && node_endpoint(neighbour, &other) &&
            endpoint_same_address(&endpoint, &other) &&
            node_suspect(neighbour, REASON_NEIGHBOUR, now_ms))
            process_use_node(i);
    }
}

/* When the next check is, and whose. */
static void schedule(struct trial *trial, struct status after, uint64_t now_ms)
{
    const uint64_t interval_ms =
        jitter(settings.check_interval_ms / (after.answers > 0 ? FAST_PART : 1));
    uint64_t lease = atomic_load(&trial->post->lease);
    if (after.state == NODE_UP) {
        lease_end(trial->node, lease);
        lease = 0;
    } else {
        poke(&trial->node->next_check_ms, trial->started_ms + interval_ms);
        if (!lease_renew(trial->node, now_ms, lease_length_ms(interval_ms), &lease))
            lease = 0;
    }
    atomic_store(&trial->post->lease, lease);
}

static struct status judge(const struct trial *trial, enum check_result result, uint64_t now_ms)
{
    struct node *node = trial->node;
    const struct finding finding = {
        .answered = result == CHECK_ANSWERED,
        .replied = trial->check.replied,
        .heard = peek(&node->heard_ms) > trial->started_ms && peek(&node->heard_ms) <= now_ms,
        .suspected = trial->suspected,
    };
    if (trial->check.accepted)
        poke(&node->accepted_ms, trial->started_ms);
    if (trial->check.replied)
        poke(&node->replied_ms, trial->started_ms);
    if (result == CHECK_ANSWERED)
        poke(&node->answer_us, trial->check.answer_us);
    return status_after(trial->before, finding, node_rise(node));
}

/* True if the verdict changed the node's state. */
static bool conclude(struct trial *trial, enum check_result result, uint64_t now_ms)
{
    const struct status before = trial->before;
    struct status after = before;
    if (result == CHECK_FAILED)
        journal_leave(
            "a check could not be made (descriptors, ports or memory are short); no verdict", "");
    else
        after = judge(trial, result, now_ms);
    const bool stands = node_change(trial->node, before, after, now_ms);
    const bool changed = stands && after.state != before.state;
    schedule(trial, after, now_ms);
    check_end(&trial->check);
    struct node *node = trial->node;
    trial->node = NULL;
    if (!changed)
        return false;
    struct table *table = process_table_if_any();
    count(&table->generation, 1);
    if (before.state != NODE_SUSPECT || after.state != NODE_UP)
        table_ring(table);
    announce(node, before, after);
    if (after.state == NODE_DOWN)
        suspect_neighbours(node, now_ms);
    return true;
}

struct outlook judge_look(uint64_t now_ms)
{
    struct table *table = process_table_if_any();
    struct outlook outlook = {.next_ms = ALARM_NEVER};
    for (size_t i = 0; (i = process_next_node(i)) < TABLE_NODES; i++) {
        const uint64_t next_ms = attend(&table->nodes[i], now_ms);
        if (next_ms < outlook.next_ms)
            outlook.next_ms = next_ms;
    }
    for (size_t i = 0; i < CHECKS_MAX; i++) {
        if (trials[i].node == NULL)
            continue;
        const enum check_result result = check_step(&trials[i].check);
        if (result == CHECK_RUNNING)
            outlook.checking = true;
        else
            outlook.changed |= conclude(&trials[i], result, now_ms);
    }
    return outlook;
}

void judge_wait(uint64_t wake_ms)
{
    struct pollfd polls[CHECKS_MAX * CHECK_ATTEMPTS];
    size_t used = 0;
    const uint64_t now_ms = clock_coarse_ms();
    const uint64_t left_ms = wake_ms > now_ms ? wake_ms - now_ms : 0;
    for (size_t i = 0; i < CHECKS_MAX; i++)
        if (trials[i].node != NULL)
            used += check_poll(&trials[i].check, polls + used);
    poll(polls, used, (int)(left_ms < SLICE_MS ? left_ms : SLICE_MS));
}

void judge_urge(const struct node *node)
{
    post_of(node)->urgent = true;
}

void judge_resign(void)
{
    struct table *table = process_table_if_any();
    bool resigned = false;
    for (size_t i = 0; (i = process_next_node(i)) < TABLE_NODES; i++) {
        const uint64_t lease = atomic_exchange(&posts[i].lease, 0);
        if (lease != 0)
            lease_end(&table->nodes[i], lease);
        resigned |= lease != 0;
    }
    if (resigned)
        table_ring(table);
}

void judge_forget(void)
{
    memset(trials, 0, sizeof trials);
    for (size_t i = 0; (i = process_next_node(i)) < TABLE_NODES; i++)
        atomic_store(&posts[i].lease, 0);
}
