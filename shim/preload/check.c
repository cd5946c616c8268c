// SPDX-License-Identifier: MIT
#include "check.h"

#include "borrow.h"
#include "common/clock.h"
#include "home.h"
#include "libc.h"
#include "socket.h"

#include <errno.h>
#include <netinet/in.h>

/*
 * A check is attended to every few milliseconds. If that took longer than this, it was
 * us who did not run (a stopped process, a saturated machine): the node gets that time.
 */
enum { INATTENTION_US = 15000 };

/* Nobody who is woken has to wait so long for a processor on a machine that has time. */
enum { LATE_US = 3000 };

static const char question[] = "version\r\n";

void check_begin(struct check *check, const struct endpoint *endpoint, enum check_kind kind,
                 struct check_time time)
{
    const uint64_t now_us = clock_exact_us();
    *check = (struct check){
        .endpoint = *endpoint,
        .kind = kind,
        .started_us = now_us,
        .time = time,
        .stepped_us = now_us,
        .stagger_us = time.prompt_ms * 1000 / 2 / (CHECK_ATTEMPTS - 1),
    };
}

/* What the kernel says of a connection that had no answer. */
static bool is_silence(int error)
{
    return error == ETIMEDOUT || error == EHOSTUNREACH || error == ENETUNREACH ||
           error == EHOSTDOWN || error == ENETDOWN;
}

static bool is_refusal(int error)
{
    return error == ECONNREFUSED || error == ECONNRESET || error == EPIPE;
}

static bool is_open(const struct attempt *attempt)
{
    return attempt->phase == ATTEMPT_CONNECTING || attempt->phase == ATTEMPT_ASKING;
}

/* False: where the table is shared, the program has closed it, and the number may be its own. */
static bool is_ours(const struct attempt *attempt)
{
    return socket_cookie(attempt->fd) == attempt->cookie;
}

static void attempt_close(struct attempt *attempt)
{
    const struct linger reset = {.l_onoff = 1};
    attempt->phase = ATTEMPT_ENDED;
    if (!is_ours(attempt))
        return;
    setsockopt(attempt->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    libc.close(attempt->fd);
}

static void attempt_failed(struct check *check, struct attempt *attempt, int error)
{
    if (is_refusal(error))
        check->replied = true;
    else if (!is_silence(error))
        check->failed = true;
    attempt_close(attempt);
}

static void attempt_launch(struct check *check, struct attempt *attempt)
{
    struct sockaddr_storage address;
    const int family = endpoint_family(&check->endpoint);
    const socklen_t length = endpoint_to_sockaddr(&check->endpoint, family, &address);
    attempt->fd =
        borrow_aside(libc.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
    if (attempt->fd < 0) {
        attempt->phase = ATTEMPT_ENDED;
        check->failed = true;
        return;
    }
    attempt->phase = ATTEMPT_CONNECTING;
    attempt->cookie = socket_cookie(attempt->fd);
    if (!home_has_socket(attempt->fd)) { /* the keeper's thread was born in another network */
        check->failed = true;
        attempt_close(attempt);
        return;
    }
    if (libc.connect(attempt->fd, (const struct sockaddr *)&address, length) != 0 &&
        errno != EINPROGRESS)
        attempt_failed(check, attempt, errno);
}

/* A send is also the question whether the connect is done: EAGAIN until it is. */
static void attempt_ask(struct check *check, struct attempt *attempt)
{
    if (libc.send(attempt->fd, question, sizeof question - 1, MSG_NOSIGNAL | MSG_DONTWAIT) > 0) {
        check->accepted = true;
        attempt->phase = ATTEMPT_ASKING;
    } else if (errno != EAGAIN) {
        attempt_failed(check, attempt, errno);
    }
}

static void attempt_listen(struct check *check, struct attempt *attempt)
{
    char answer[64];
    if (libc.recv(attempt->fd, answer, sizeof answer, MSG_DONTWAIT) >= 0)
        check->replied = true; /* bytes, or a FIN */
    else if (errno != EAGAIN)
        attempt_failed(check, attempt, errno);
}

static void advance(struct check *check, struct attempt *attempt)
{
    if (is_open(attempt) && !is_ours(attempt)) {
        check->failed = true;
        attempt->phase = ATTEMPT_ENDED;
    }
    if (attempt->phase == ATTEMPT_CONNECTING)
        attempt_ask(check, attempt);
    if (attempt->phase == ATTEMPT_ASKING)
        attempt_listen(check, attempt);
}

static bool is_answered(const struct check *check)
{
    return check->replied || (check->kind == CHECK_CONNECT && check->accepted);
}

static bool all_ended(const struct check *check)
{
    if (check->launched < CHECK_ATTEMPTS)
        return false;
    for (size_t i = 0; i < CHECK_ATTEMPTS; i++)
        if (check->attempts[i].phase != ATTEMPT_ENDED)
            return false;
    return true;
}

static uint64_t launch_us(const struct check *check)
{
    return check->started_us + check->launched * check->stagger_us;
}

static uint64_t deadline_us(const struct check *check)
{
    const bool has_all = check->accepted || check->late;
    const uint64_t time_ms = has_all ? check->time.whole_ms : check->time.prompt_ms;
    return check->started_us + check->excused_us + time_ms * 1000;
}

uint64_t check_due_us(const struct check *check)
{
    return check->launched < CHECK_ATTEMPTS ? launch_us(check) : deadline_us(check);
}

enum check_result check_step(struct check *check)
{
    const uint64_t now_us = clock_exact_us();
    check->late |= now_us > check_due_us(check) + LATE_US;
    if (now_us - check->stepped_us > INATTENTION_US)
        check->excused_us += now_us - check->stepped_us;
    check->stepped_us = now_us;

    while (check->launched < CHECK_ATTEMPTS && now_us >= launch_us(check))
        attempt_launch(check, &check->attempts[check->launched++]);
    for (size_t i = 0; i < check->launched && !is_answered(check); i++)
        advance(check, &check->attempts[i]);

    if (is_answered(check)) {
        check->answer_us = clock_exact_us() - check->started_us;
        return CHECK_ANSWERED;
    }
    if (now_us < deadline_us(check) && !all_ended(check))
        return CHECK_RUNNING;
    return check->failed ? CHECK_FAILED : CHECK_SILENT;
}

size_t check_poll(const struct check *check, struct pollfd *polls)
{
    size_t count = 0;
    for (size_t i = 0; i < check->launched; i++) {
        const struct attempt *attempt = &check->attempts[i];
        if (attempt->phase == ATTEMPT_CONNECTING)
            polls[count++] = (struct pollfd){.fd = attempt->fd, .events = POLLOUT};
        else if (attempt->phase == ATTEMPT_ASKING)
            polls[count++] = (struct pollfd){.fd = attempt->fd, .events = POLLIN};
    }
    return count;
}

void check_end(struct check *check)
{
    for (size_t i = 0; i < check->launched; i++)
        if (is_open(&check->attempts[i]))
            attempt_close(&check->attempts[i]);
}

void check_forget(const struct check *check)
{
    for (size_t i = 0; i < CHECK_ATTEMPTS; i++)
        if (check->attempts[i].cookie != 0 && is_ours(&check->attempts[i]))
            libc.close(check->attempts[i].fd);
}
