// SPDX-License-Identifier: MIT
#include "judge.h"

#include "alarm.h"
#include "common/clock.h"
#include "home.h"
#include "mode.h"
#include "patience.h"
#include "post.h"
#include "settings.h"
#include "verdict.h"

#include <string.h>
#include <time.h>

enum {
    TRIALS_MAX = 32, /* at the same time, each of another node */
    SLICE_MS = 10,   /* how long a check may go unattended */
    SLICE_US = SLICE_MS * 1000,
};

static struct trial trials[TRIALS_MAX]; /* unused: no node */

static struct trial *unused_trial(void)
{
    for (size_t i = 0; i < TRIALS_MAX; i++)
        if (trials[i].node == NULL)
            return &trials[i];
    return NULL;
}

static bool is_on_trial(const struct node *node)
{
    for (size_t i = 0; i < TRIALS_MAX; i++)
        if (trials[i].node == node)
            return true;
    return false;
}

/* False if the slot's key is damaged, or is none that the settings name. */
static bool begin(struct trial *trial, struct node *node, struct status before,
                  struct check_time time, uint64_t now_ms)
{
    struct endpoint endpoint;
    const bool by_connect = before.state == NODE_SUSPECT && before.reason == REASON_CONNECT;
    if (!node_endpoint(node, &endpoint) || !patterns_match(&settings.nodes, &endpoint))
        return false;
    trial->node = node;
    trial->before = before;
    trial->started_ms = now_ms;
    trial->suspected = post_was_urged(node, now_ms);
    check_begin(&trial->check, &endpoint, by_connect ? CHECK_CONNECT : CHECK_REPLY, time);
    count(&node->checks, 1);
    return true;
}

/* Begins a check of the node if one is due and ours to make. Returns when to see to it again. */
static uint64_t attend(struct node *node, uint64_t now_ms)
{
    const struct status status = node_status(node);
    if (is_on_trial(node))
        return ALARM_NEVER;
    if (status.state == NODE_UP || status.state == NODE_MAINT) {
        post_yield(node);
        return ALARM_NEVER;
    }
    const uint64_t due_ms = post_due_ms(node, now_ms);
    struct trial *trial = unused_trial();
    if (due_ms > now_ms)
        return due_ms;
    if (trial == NULL)
        return now_ms + SLICE_MS;
    const struct check_time time = patience_check(node, status.state);
    if (post_hold(node, now_ms, time.whole_ms))
        return begin(trial, node, status, time, now_ms) ? now_ms : ALARM_NEVER;
    return post_relief_ms(node, now_ms);
}

static void conclude(struct trial *trial, enum check_result result, uint64_t now_ms)
{
    const struct status after = verdict_find(trial, result, now_ms);
    if (verdict_give(trial, after, now_ms) && after.state != NODE_UP)
        post_schedule(trial->node, after, trial->started_ms, now_ms);
    else
        post_yield(trial->node);
    check_end(&trial->check);
    trial->node = NULL;
}

struct outlook judge_look(uint64_t now_ms)
{
    struct table *table = home_table_if_any();
    struct outlook outlook = {.next_ms = ALARM_NEVER};
    const bool off = mode_now() == MODE_OFF;
    for (size_t i = 0; !off && (i = home_next_node(i)) < TABLE_NODES; i++) {
        const uint64_t next_ms = attend(&table->nodes[i], now_ms);
        if (next_ms < outlook.next_ms)
            outlook.next_ms = next_ms;
    }
    for (size_t i = 0; i < TRIALS_MAX; i++) {
        if (trials[i].node == NULL)
            continue;
        const enum check_result result = check_step(&trials[i].check);
        outlook.checking |= result == CHECK_RUNNING;
        outlook.again |= result != CHECK_RUNNING;
        if (result != CHECK_RUNNING)
            conclude(&trials[i], result, now_ms);
    }
    return outlook;
}

void judge_wait(uint64_t wake_ms)
{
    struct pollfd polls[TRIALS_MAX * CHECK_ATTEMPTS];
    size_t used = 0;
    const uint64_t now_us = clock_exact_us();
    uint64_t until_us = now_us + SLICE_US;
    if (until_us / 1000 > wake_ms)
        until_us = wake_ms * 1000;
    for (size_t i = 0; i < TRIALS_MAX; i++) {
        if (trials[i].node == NULL)
            continue;
        used += check_poll(&trials[i].check, polls + used);
        const uint64_t due_us = check_due_us(&trials[i].check);
        until_us = due_us < until_us ? due_us : until_us;
    }
    const uint64_t left_us = until_us > now_us ? until_us - now_us : 0;
    const struct timespec limit = {.tv_nsec = (long)left_us * 1000};
    ppoll(polls, used, &limit, NULL);
}

void judge_forget(void)
{
    for (size_t i = 0; i < TRIALS_MAX; i++)
        check_forget(&trials[i].check);
    memset(trials, 0, sizeof trials);
}
