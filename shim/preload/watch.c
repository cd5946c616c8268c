// SPDX-License-Identifier: MIT
#include "watch.h"

#include "alarm.h"
#include "borrow.h"
#include "common/transition.h"
#include "mode.h"
#include "patience.h"
#include "post.h"
#include "records.h"
#include "settings.h"
#include "socket.h"
#include "waits.h"

#include <errno.h>
#include <sys/socket.h>

enum {
    LOOK_AGAIN_MS = 25, /* while a verdict is awaited */
    LOOK_LATER_MS = 100,
    /* Coarse clocks and jiffies: bytes that came this soon after the request may be older ones. */
    ARRIVAL_MARGIN_MS = 20,
    /* A dead connection to a live node: two retransmissions, 200 and 400 ms apart, lost. */
    DEAD_RETRANSMITS = 2,
    CONNECTIONS_PER_MS = 50,
};

/* One record, as it was when the look began. */
struct sight {
    int fd;
    struct record *record;
    uint64_t word;
    struct node *node;
    uint64_t since_ms;
};

/*
 * A descriptor that is proven to be the record's socket, or -1. The record is dropped if
 * it is another's by now, and kept if only no descriptor could be had.
 */
static int borrow_proven(const struct sight *sight)
{
    uint64_t word = sight->word;
    const int borrowed = borrow(sight->fd);
    if (borrowed < 0 && errno != EBADF)
        return -1;
    if (borrowed >= 0 && record_is_socket(word, socket_cookie(borrowed)))
        return borrowed;
    if (borrowed >= 0)
        borrow_end(borrowed);
    atomic_compare_exchange_strong(&sight->record->word, &word, 0);
    return -1;
}

/* After borrow_proven() gave nothing: when to look at the record again, if it still is one. */
static uint64_t retry_ms(const struct sight *sight, uint64_t now_ms)
{
    return atomic_load(&sight->record->word) == sight->word ? now_ms + LOOK_AGAIN_MS : ALARM_NEVER;
}

/*
 * Marked and settled before it is shut down: whoever is woken must find the mark, and may close
 * the socket at once, so that its number and its record are another connection's, which waits.
 * What has ended by itself keeps its own end.
 */
static uint64_t release(const struct sight *sight, uint64_t now_ms)
{
    struct tcp_info info;
    const int borrowed = borrow_proven(sight);
    if (borrowed < 0)
        return retry_ms(sight, now_ms);
    if (socket_tcp_info(borrowed, &info) && socket_is_alive(&info) &&
        record_move(sight->record, sight->word, RECORD_RELEASED)) {
        wait_settle(sight->record, now_ms);
        shutdown(borrowed, SHUT_RDWR);
        count(&sight->node->released, 1);
    }
    borrow_end(borrowed);
    return ALARM_NEVER;
}

static bool must_go(const struct sight *sight, uint64_t now_ms)
{
    if (mode_now() != MODE_ENFORCE || record_phase(sight->word) == RECORD_RELEASED)
        return false;
    if (node_is_out(sight->node, now_ms))
        return true;
    return sight->since_ms != 0 && !atomic_load(&sight->record->answered) &&
           node_refuses(sight->node, now_ms);
}

/* The kernel knows better than our notes: the wait is over, or was for the program itself. */
static bool is_excused(const struct sight *sight, int borrowed, const struct tcp_info *info,
                       uint64_t now_ms)
{
    if (!socket_is_alive(info))
        return true;
    if (record_phase(sight->word) == RECORD_CONNECTING)
        return !socket_is_connecting(info);
    return info->tcpi_last_data_recv + ARRIVAL_MARGIN_MS < now_ms - sight->since_ms ||
           socket_has_unread(borrowed);
}

static bool is_dead(const struct tcp_info *info)
{
    return info->tcpi_unacked > 0 && info->tcpi_retransmits >= DEAD_RETRANSMITS;
}

static void raise(const struct sight *sight, uint64_t now_ms)
{
    const bool connecting = record_phase(sight->word) == RECORD_CONNECTING;
    if (node_status(sight->node).state == NODE_FULL)
        post_urge(sight->node);
    else
        node_suspect(sight->node, connecting ? REASON_CONNECT : REASON_REPLY, now_ms);
}

/* A wait that is over the stall limit. Returns when to look at it again. */
static uint64_t look_closer(const struct sight *sight, uint64_t now_ms)
{
    struct tcp_info info;
    const int borrowed = borrow_proven(sight);
    if (borrowed < 0)
        return retry_ms(sight, now_ms);
    const bool excused =
        !socket_tcp_info(borrowed, &info) || is_excused(sight, borrowed, &info, now_ms);
    borrow_end(borrowed);
    if (excused) {
        atomic_store(&sight->record->excused_ms, sight->since_ms);
        return ALARM_NEVER;
    }
    const uint64_t acquitted_ms =
        wait_acquitted_until_ms(sight->record, sight->word, sight->since_ms);
    if (now_ms >= acquitted_ms) {
        raise(sight, now_ms);
        return now_ms + LOOK_AGAIN_MS;
    }
    if (is_dead(&info) && mode_now() == MODE_ENFORCE && record_phase(sight->word) == RECORD_OPEN)
        return release(sight, now_ms);
    const uint64_t later_ms = info.tcpi_unacked > 0 ? now_ms + LOOK_LATER_MS : ALARM_NEVER;
    return later_ms < acquitted_ms ? later_ms : acquitted_ms;
}

static uint64_t look_at(const struct sight *sight, uint64_t now_ms)
{
    if (must_go(sight, now_ms))
        return release(sight, now_ms);
    if (sight->since_ms == 0 || record_phase(sight->word) == RECORD_RELEASED ||
        sight->since_ms == atomic_load(&sight->record->excused_ms))
        return ALARM_NEVER;
    const uint64_t due_ms = sight->since_ms + patience_stall_ms(sight->node);
    return now_ms < due_ms ? due_ms : look_closer(sight, now_ms);
}

/* What was released stays so: its socket is shut down. */
static void forget_all(void)
{
    struct record *record;
    for (int fd = 0; (record = records_next(&fd)) != NULL; fd++) {
        uint64_t word = atomic_load(&record->word);
        if (record_phase(word) != RECORD_RELEASED)
            atomic_compare_exchange_strong(&record->word, &word, 0);
    }
}

/* A look goes over all connections: where there are many it is to come less often. */
static uint64_t pause_of(unsigned connections)
{
    const uint64_t pause_ms = connections / CONNECTIONS_PER_MS;
    return pause_ms < LOOK_LATER_MS ? pause_ms : LOOK_LATER_MS;
}

struct watch watch_look(uint64_t now_ms)
{
    struct watch watch = {.next_ms = ALARM_NEVER};
    struct record *record;
    if (mode_now() == MODE_OFF) {
        forget_all();
        return watch;
    }
    for (int fd = 0; (record = records_next(&fd)) != NULL; fd++) {
        struct sight sight = {.fd = fd, .record = record, .word = atomic_load(&record->word)};
        sight.node = atomic_load(&record->node);
        sight.since_ms = atomic_load(&record->since_ms);
        if (sight.word == 0 || sight.word != atomic_load(&record->word))
            continue;
        const uint64_t next_ms = look_at(&sight, now_ms);
        watch.connections += record_phase(sight.word) != RECORD_RELEASED;
        watch.waiting += next_ms != ALARM_NEVER;
        if (next_ms < watch.next_ms)
            watch.next_ms = next_ms;
    }
    watch.pause_ms = pause_of(watch.connections);
    return watch;
}
