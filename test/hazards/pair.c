// SPDX-License-Identifier: MIT
#include "pair.h"

#include "hazard.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

enum { ARRIVAL_MS = 2000, SMALL_BUFFER = 4096 };

const char *const pair_state_names[PAIR_STATES] = {
    [PAIR_DATA] = "data",
    [PAIR_SILENT] = "silent",
    [PAIR_ENDED] = "ended",
    [PAIR_DATA_ENDED] = "data and ended",
    [PAIR_RESET] = "reset",
    [PAIR_URGENT] = "urgent",
    [PAIR_SHUT_READ] = "shut for reading",
    [PAIR_SHUT_WRITE] = "shut for writing",
    [PAIR_FULL] = "full",
    [PAIR_UNCONNECTED] = "unconnected",
};

const char *const pair_mode_names[PAIR_MODES] = {
    [PAIR_BLOCKING] = "blocking",
    [PAIR_NONBLOCKING] = "non-blocking",
    [PAIR_ASYNC] = "O_ASYNC",
};

static void wait_for(int fd, short events)
{
    struct pollfd poll_fd = {.fd = fd, .events = events};
    must(poll(&poll_fd, 1, ARRIVAL_MS) == 1, "what was sent arrives");
}

static void reset(int fd)
{
    const struct linger at_once = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    must(close(fd) == 0, "close");
}

static void fill(int fd)
{
    static const char block[SMALL_BUFFER];
    while (send(fd, block, sizeof block, MSG_DONTWAIT) > 0)
        ;
}

static void say_hello(const struct pair *pair)
{
    must(send(pair->far, "hello", 5, 0) == 5, "the other side sends");
    wait_for(pair->near, POLLIN);
}

static void enter(struct pair *pair, enum pair_state state)
{
    switch (state) {
    case PAIR_DATA:
        say_hello(pair);
        break;
    case PAIR_DATA_ENDED:
        say_hello(pair);
        shutdown(pair->far, SHUT_WR);
        wait_for(pair->near, POLLRDHUP);
        break;
    case PAIR_ENDED:
        shutdown(pair->far, SHUT_WR);
        wait_for(pair->near, POLLRDHUP);
        break;
    case PAIR_RESET:
        reset(pair->far);
        pair->far = -1;
        wait_for(pair->near, POLLHUP);
        break;
    case PAIR_URGENT:
        must(send(pair->far, "!", 1, MSG_OOB) == 1, "the other side sends");
        wait_for(pair->near, POLLPRI);
        break;
    case PAIR_SHUT_READ:
        shutdown(pair->near, SHUT_RD);
        break;
    case PAIR_SHUT_WRITE:
        shutdown(pair->near, SHUT_WR);
        break;
    case PAIR_FULL:
        fill(pair->near);
        break;
    case PAIR_SILENT:
    case PAIR_UNCONNECTED:
    case PAIR_STATES:
        break;
    }
}

struct pair pair_open(int listener, const char *address, enum pair_state state, enum pair_mode mode)
{
    const struct timeval moment = {.tv_usec = 1000};
    const int flags[PAIR_MODES] = {[PAIR_NONBLOCKING] = O_NONBLOCK, [PAIR_ASYNC] = O_ASYNC};
    const int small = SMALL_BUFFER;
    struct pair pair = {.far = -1};
    if (state == PAIR_UNCONNECTED) {
        pair.near = socket(AF_INET, SOCK_STREAM, 0);
    } else {
        pair.near = connect_to(address);
        pair.far = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    }
    must(pair.near >= 0 && (pair.far >= 0 || state == PAIR_UNCONNECTED), "a connection");
    setsockopt(pair.near, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    setsockopt(pair.near, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment);
    setsockopt(pair.near, SOL_SOCKET, SO_SNDTIMEO, &moment, sizeof moment);
    fcntl(pair.near, F_SETOWN, getpid());
    fcntl(pair.near, F_SETFL, flags[mode]);
    enter(&pair, state);
    return pair;
}

void pair_close(struct pair pair)
{
    reset(pair.near);
    if (pair.far >= 0)
        reset(pair.far);
}

void pair_drain(int end, char *text, size_t size)
{
    const long got = syscall(SYS_recvfrom, end, text, size - 1, MSG_DONTWAIT, NULL, NULL);
    text[got > 0 ? got : 0] = '\0';
}
