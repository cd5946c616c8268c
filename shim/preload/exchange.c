// SPDX-License-Identifier: MIT
#include "exchange.h"

#include "alarm.h"
#include "common/clock.h"
#include "common/transition.h"
#include "keeper.h"
#include "mode.h"
#include "patience.h"
#include "settings.h"
#include "socket.h"
#include "timegate.h"
#include "waits.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Cold is what happens once a connection, or when a node fails: it stays out of the hooks, for
 * between the calls of a get the kernel needs the caches, and each line of ours is fetched anew.
 */

static bool says_unreachable(int error)
{
    return error == ETIMEDOUT || error == EHOSTUNREACH || error == ENETUNREACH;
}

static __attribute__((cold, noinline)) void suspect(struct node *node, enum node_reason reason)
{
    if (node_suspect(node, reason, clock_coarse_ms()))
        alarm_now();
}

/*
 * Once more, so that no late reply can be taken for another's. False if the descriptor is
 * another socket by now.
 */
static __attribute__((cold, noinline)) bool shut_again(int fd, uint64_t word)
{
    const int saved_errno = errno;
    const bool same = record_is_socket(word, socket_cookie(fd));
    if (same)
        shutdown(fd, SHUT_RDWR);
    else
        records_forget(fd);
    errno = saved_errno;
    return same;
}

/* True if the connection was released, and then it is of no more use. */
static bool is_released(int fd, uint64_t word)
{
    return record_phase(word) == RECORD_RELEASED && shut_again(fd, word);
}

/* True while a wait may still turn out to be a stall. */
static bool is_unsettled(const struct record *record, uint64_t word, uint64_t since_ms)
{
    return since_ms != 0 && since_ms != atomic_load(&record->excused_ms) &&
           !wait_is_acquitted(record, word, since_ms);
}

/*
 * The keeper, which the connection may have lost by a fork, will look in time; in traffic it
 * does anyway, and the node need not be asked how long its time is.
 */
static void have_watched(const struct record *record, uint64_t since_ms)
{
    keeper_ensure();
    if (!alarm_is_set_by(since_ms + patience_least_ms()))
        alarm_by(since_ms + patience_stall_ms(atomic_load(&record->node)));
}

/* Before the send: the reply may be read by another thread before send returns. */
static void begin_wait(struct request *request, uint64_t since_ms)
{
    const uint64_t now_ms = clock_coarse_ms();
    if (!atomic_compare_exchange_strong(&request->record->since_ms, &since_ms, now_ms))
        return;
    request->stamped_ms = now_ms;
    have_watched(request->record, now_ms);
}

bool request_begin(struct request *request, int fd, int *flags)
{
    struct record *record = records_peek(fd);
    *request = (struct request){.fd = fd, .record = record};
    if (record == NULL)
        return true;
    request->word = atomic_load(&record->word);
    if (is_released(fd, request->word)) {
        errno = ECONNRESET;
        return false;
    }
    request->silent = (*flags & MSG_NOSIGNAL) != 0;
    *flags |= MSG_NOSIGNAL;
    const uint64_t since_ms = atomic_load(&record->since_ms);
    if (record_phase(request->word) == RECORD_OPEN &&
        !is_unsettled(record, request->word, since_ms)) /* else it waits for an earlier one */
        begin_wait(request, since_ms);
    return true;
}

/* The first request of a connection is the proof that its handshake is over. */
static __attribute__((cold, noinline)) void open_record(struct record *record, uint64_t word)
{
    const uint64_t now_ms = clock_coarse_ms();
    if (atomic_load(&record->word) != word)
        return; /* another thread was faster: the wait is that of its request */
    wait_settle(record, now_ms);
    if (!record_move(record, word, RECORD_OPEN))
        return;
    atomic_store(&record->since_ms, now_ms);
    have_watched(record, now_ms);
}

/* Exactly as the kernel does it: to this thread, "from" this process (net/core/stream.c). */
static void raise_sigpipe(void)
{
    siginfo_t info = {.si_signo = SIGPIPE, .si_code = SI_USER};
    info.si_pid = getpid();
    info.si_uid = getuid();
    syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), SIGPIPE, &info);
}

static __attribute__((cold, noinline)) ssize_t request_failed(const struct request *request,
                                                              int error)
{
    struct record *record = request->record;
    uint64_t stamped_ms = request->stamped_ms;
    if (stamped_ms != 0)
        atomic_compare_exchange_strong(&record->since_ms, &stamped_ms, 0);
    if (is_released(request->fd, atomic_load(&record->word)))
        error = ECONNRESET;
    else if (says_unreachable(error))
        suspect(atomic_load(&record->node), REASON_UNREACHABLE);
    if (error == EPIPE && !request->silent)
        raise_sigpipe();
    errno = error;
    return -1;
}

ssize_t request_end(const struct request *request, ssize_t result)
{
    if (request->record == NULL)
        return result;
    if (result < 0)
        return request_failed(request, errno);
    if (record_phase(request->word) == RECORD_CONNECTING)
        open_record(request->record, request->word);
    return result;
}

/* Somebody heard a node of which that is news. A stale record must not testify. */
static __attribute__((cold, noinline)) void note_heard(int fd, const struct record *record)
{
    if (record_is_socket(atomic_load(&record->word), socket_cookie(fd)))
        poke(&atomic_load(&record->node)->heard_ms, clock_coarse_ms());
}

/*
 * EOF on a connection to a node that is out: another process with the same socket
 * was faster to release it.
 */
static bool was_released_elsewhere(int fd, struct record *record)
{
    const uint64_t word = atomic_load(&record->word);
    return mode_now() == MODE_ENFORCE && record_phase(word) == RECORD_OPEN &&
           node_is_out(atomic_load(&record->node), clock_coarse_ms()) &&
           record_is_socket(word, socket_cookie(fd)) && record_move(record, word, RECORD_RELEASED);
}

/* Nothing was received, or something from a connection that has been released meanwhile. */
static __attribute__((cold, noinline)) ssize_t reply_missing(int fd, struct record *record,
                                                             ssize_t result)
{
    const int error = errno;
    if (result == 0)
        was_released_elsewhere(fd, record);
    else if (result < 0 && says_unreachable(error))
        suspect(atomic_load(&record->node), REASON_UNREACHABLE);
    const bool released = is_released(fd, atomic_load(&record->word));
    errno = released ? ECONNRESET : error;
    return released ? -1 : result;
}

ssize_t reply_end(int fd, ssize_t result)
{
    if (result < 0 && errno == EAGAIN) /* as one receive of every get says to some clients */
        return result;
    struct record *record = records_peek(fd);
    if (record == NULL)
        return result;
    if (result <= 0 || record_phase(atomic_load(&record->word)) == RECORD_RELEASED)
        return reply_missing(fd, record, result);
    if (atomic_load_explicit(&record->since_ms, memory_order_relaxed) != 0)
        wait_answered(record, clock_coarse_ms());
    if (!atomic_load_explicit(&record->answered, memory_order_relaxed))
        atomic_store(&record->answered, true);
    const struct node *node = atomic_load(&record->node);
    timegate_open(node);
    if (node_status(node).state != NODE_UP)
        note_heard(fd, record);
    return result;
}

int connect_end(int fd, struct record *record, int result)
{
    const int error = errno;
    const uint64_t word = atomic_load(&record->word);
    if (result != 0 && (error == EINPROGRESS || error == EALREADY || error == EINTR))
        return result;
    if (record_phase(word) == RECORD_RELEASED)
        return result;
    if (result == 0 || error == EISCONN) {
        wait_answered(record, clock_coarse_ms());
        record_move(record, word, RECORD_OPEN);
    } else {
        wait_settle(record, clock_coarse_ms());
        if (says_unreachable(error))
            suspect(atomic_load(&record->node), REASON_UNREACHABLE);
        records_forget(fd);
    }
    errno = error;
    return result;
}

/* True if somebody waits on the socket, and its kernel, too, waits for the peer's. */
static bool is_unanswered(int fd, const struct record *record, struct tcp_info *info)
{
    return atomic_load(&record->since_ms) != 0 &&
           record_is_socket(atomic_load(&record->word), socket_cookie(fd)) &&
           socket_tcp_info(fd, info) && (socket_is_connecting(info) || info->tcpi_unacked > 0);
}

void connection_abandon(int fd)
{
    const int saved_errno = errno;
    const uint64_t now_ms = clock_coarse_ms();
    struct record *record = records_find(fd);
    struct tcp_info info;
    if (record == NULL)
        return;
    struct node *node = atomic_load(&record->node);
    if (is_unanswered(fd, record, &info)) {
        if (socket_is_connecting(&info))
            suspect(node, REASON_CONNECT);
        if (patience_is_over(node, atomic_load(&record->since_ms), now_ms))
            timegate_shut(node, now_ms);
    }
    wait_settle(record, now_ms);
    records_forget(fd);
    errno = saved_errno;
}
