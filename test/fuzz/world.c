// SPDX-License-Identifier: MIT
#include "world.h"

#include "common/clock.h"
#include "shim/preload/borrow.h"
#include "shim/preload/home.h"
#include "shim/preload/journal.h"
#include "shim/preload/libc.h"
#include "shim/preload/socket.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    SOCKETS = 64,
    FIRST_FD = 1 << 30, /* no descriptor of this process */
    COARSE_MS = 4,
    ROUND_TRIP_US = 300,
    LINE_MAX_BYTES = 512,
};

struct table world_table;

static uint64_t now_us = UINT64_C(1000000000);

static struct {
    enum world_answer answer;
    unsigned replies; /* to connects in a row */
} nodes[WORLD_STRANGER + 1];

static bool used[TABLE_NODES];

static struct {
    uint64_t answers_us; /* not before, to the connect or to the request */
    size_t node;
    enum world_answer answer; /* as it was at the connect: what is lost is not sent again */
    bool is_open;
} sockets[SOCKETS];

/* The clock. */

uint64_t clock_exact_us(void)
{
    return now_us;
}

uint64_t clock_coarse_ms(void)
{
    return now_us / 1000 - now_us / 1000 % COARSE_MS;
}

uint64_t world_now_ms(void)
{
    return now_us / 1000;
}

void world_sleep_us(uint64_t duration_us)
{
    now_us += duration_us;
}

/* The nodes. */

void world_set_answer(size_t which, enum world_answer answer)
{
    nodes[which].answer = answer;
}

unsigned world_replies(size_t which)
{
    return nodes[which].replies;
}

static size_t node_at(const struct endpoint *endpoint)
{
    for (size_t i = 0; i < RUBBISH_ENDPOINTS; i++) {
        const struct endpoint known = rubbish_endpoint(i);
        if (endpoint_equal(&known, endpoint))
            return i;
    }
    return WORLD_STRANGER;
}

/* The socket calls of a check. */

static int fail(int error)
{
    errno = error;
    return -1;
}

static size_t socket_of(int fd)
{
    assert(fd >= FIRST_FD && fd < FIRST_FD + SOCKETS);
    assert(sockets[fd - FIRST_FD].is_open);
    return (size_t)(fd - FIRST_FD);
}

static bool has_no_sockets(void)
{
    for (size_t i = 0; i < RUBBISH_ENDPOINTS; i++)
        if (nodes[i].answer == WORLD_NO_SOCKET)
            return true;
    return false;
}

static int world_socket(int family, int type, int protocol)
{
    (void)type;
    (void)protocol;
    assert(family == AF_INET || family == AF_INET6);
    for (size_t i = 0; i < SOCKETS && !has_no_sockets(); i++) {
        if (sockets[i].is_open)
            continue;
        sockets[i].is_open = true;
        sockets[i].node = WORLD_STRANGER;
        sockets[i].answer = WORLD_SILENT;
        return FIRST_FD + (int)i;
    }
    return fail(EMFILE);
}

static int world_connect(int fd, const struct sockaddr *address, socklen_t length)
{
    struct endpoint endpoint;
    const size_t i = socket_of(fd);
    assert(endpoint_from_sockaddr(&endpoint, address, length));
    const size_t which = node_at(&endpoint);
    nodes[which].replies = nodes[which].answer == WORLD_REPLIES ? nodes[which].replies + 1 : 0;
    sockets[i].node = which;
    sockets[i].answer = nodes[which].answer;
    sockets[i].answers_us = now_us + ROUND_TRIP_US;
    if (sockets[i].answer == WORLD_NO_PORT)
        return fail(EADDRNOTAVAIL);
    return fail(EINPROGRESS);
}

static ssize_t world_send(int fd, const void *data, size_t length, int flags)
{
    const size_t i = socket_of(fd);
    (void)data;
    assert((flags & MSG_NOSIGNAL) != 0 && (flags & MSG_DONTWAIT) != 0);
    if (now_us < sockets[i].answers_us)
        return fail(EAGAIN);
    switch (sockets[i].answer) {
    case WORLD_REPLIES:
    case WORLD_CLOSES:
    case WORLD_ACCEPTS:
        sockets[i].answers_us = now_us + ROUND_TRIP_US;
        return (ssize_t)length;
    case WORLD_REFUSES:
        return fail(ECONNREFUSED);
    case WORLD_UNREACHABLE:
        return fail(EHOSTUNREACH);
    case WORLD_SILENT:
    case WORLD_NO_PORT:
    case WORLD_NO_SOCKET:
    case WORLD_ANSWERS:
        break;
    }
    return fail(EAGAIN);
}

static ssize_t world_recv(int fd, void *data, size_t length, int flags)
{
    const size_t i = socket_of(fd);
    assert((flags & MSG_DONTWAIT) != 0);
    if (now_us < sockets[i].answers_us)
        return fail(EAGAIN);
    if (sockets[i].answer == WORLD_CLOSES)
        return 0;
    if (sockets[i].answer != WORLD_REPLIES)
        return fail(EAGAIN);
    memset(data, 'V', length);
    return (ssize_t)length;
}

static int world_close(int fd)
{
    sockets[socket_of(fd)].is_open = false;
    return 0;
}

size_t world_sockets(size_t which)
{
    size_t count = 0;
    for (size_t i = 0; i < SOCKETS; i++)
        count += sockets[i].is_open && sockets[i].node == which;
    return count;
}

/* Stands before libc's own: whoever waits makes the time pass. */
int ppoll(struct pollfd *polls, nfds_t count, const struct timespec *limit, const sigset_t *mask)
{
    (void)mask;
    for (size_t i = 0; i < count; i++)
        socket_of(polls[i].fd);
    assert(limit->tv_sec == 0 && limit->tv_nsec >= 0 && limit->tv_nsec < 1000000000);
    world_sleep_us((uint64_t)limit->tv_nsec / 1000 + 1);
    return 0;
}

/* What the keeper knows of its own process. */

struct table *home_table_if_any(void)
{
    return &world_table;
}

uint64_t socket_cookie(int fd)
{
    return sockets[fd - FIRST_FD].is_open ? (uint64_t)fd : 0;
}

int borrow_aside(int fd)
{
    return fd;
}

bool home_has_socket(int fd)
{
    return fd >= FIRST_FD;
}

bool home_use_node(size_t index)
{
    const bool is_new = !used[index];
    used[index] = true;
    return is_new;
}

size_t home_next_node(size_t index)
{
    const bool *found =
        index < TABLE_NODES ? memchr(used + index, true, TABLE_NODES - index) : NULL;
    return found != NULL ? (size_t)(found - used) : TABLE_NODES;
}

__attribute__((format(printf, 1, 0))) static void check_line(const char *format, va_list arguments)
{
    char line[LINE_MAX_BYTES];
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang 14 overlooks va_start() */
    const int length = vsnprintf(line, sizeof line, format, arguments);
    assert(length > 0 && length < LINE_MAX_BYTES);
}

void journal_say(int priority, const char *format, ...)
{
    va_list arguments;
    (void)priority;
    va_start(arguments, format);
    check_line(format, arguments);
    va_end(arguments);
}

void journal_say_with(const char *fields, int priority, const char *format, ...)
{
    va_list arguments;
    (void)priority;
    assert(fields[strlen(fields) - 1] == '\n');
    va_start(arguments, format);
    check_line(format, arguments);
    va_end(arguments);
}

void journal_leave(const char *sentence)
{
    assert(*sentence != '\0');
}

void world_reset(void)
{
    memset((void *)&world_table, 0, sizeof world_table);
    memset(used, 0, sizeof used);
    memset(sockets, 0, sizeof sockets);
    for (size_t i = 0; i < RUBBISH_ENDPOINTS; i++)
        world_set_answer(i, WORLD_REPLIES);
    world_set_answer(WORLD_STRANGER, WORLD_SILENT);
    libc.socket = world_socket;
    libc.connect = world_connect;
    libc.send = world_send;
    libc.recv = world_recv;
    libc.close = world_close;
}
