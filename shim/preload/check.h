// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_CHECK_H
#define MCSHIM_PRELOAD_CHECK_H

#include "common/endpoint.h"

#include <poll.h>
#include <stdbool.h>

/*
 * One health check: a volley of connects, staggered over the first half of the time
 * for a connect, each of which asks `version`. The first answer to any of them ends
 * it: one lost packet proves nothing, five in a row do. Never blocks; only the
 * keeper's thread, in its descriptor table.
 */

enum { CHECK_ATTEMPTS = 5 };

enum check_kind {
    CHECK_CONNECT, /* an accepted connect is an answer */
    CHECK_REPLY,   /* only bytes, a FIN or a refusal are */
};

enum check_result {
    CHECK_RUNNING,
    CHECK_ANSWERED,
    CHECK_SILENT,
    CHECK_FAILED, /* no verdict: a fault of our own (no descriptor, no port, ...) */
};

/* How long a node may be silent. A kernel accepts at once; a program may wait for a processor. */
struct check_time {
    uint64_t prompt_ms; /* if nothing was accepted by then, the check is silent */
    uint64_t whole_ms;  /* the same if nothing was answered, or we are late; not less */
};

struct attempt {
    enum attempt_phase { ATTEMPT_UNUSED, ATTEMPT_CONNECTING, ATTEMPT_ASKING, ATTEMPT_ENDED } phase;
    int fd; /* open while connecting or asking */
    uint64_t cookie;
};

struct check {
    struct endpoint endpoint;
    enum check_kind kind;
    uint64_t started_us;
    struct check_time time;
    uint64_t excused_us; /* of the node's silence: we did not listen */
    uint64_t stepped_us; /* when it was last attended to */
    uint64_t stagger_us;
    uint64_t answer_us; /* how long the answer took */
    size_t launched;
    bool failed; /* an attempt could not be made */
    bool late;   /* we were: this machine is busy, and so may be the way to the node */
    bool accepted;
    bool replied;
    struct attempt attempts[CHECK_ATTEMPTS];
};

void check_begin(struct check *check, const struct endpoint *endpoint, enum check_kind kind,
                 struct check_time time);

/* Does what can be done by now. Once it is not CHECK_RUNNING, call check_end(). */
enum check_result check_step(struct check *check);

/* What to poll for until the next step; returns how many, at most CHECK_ATTEMPTS. */
size_t check_poll(const struct check *check, struct pollfd *polls);

/* When the next step is due even if nothing was answered, on clock_exact_us(). */
uint64_t check_due_us(const struct check *check);

/* Closes what is open, with a reset: no TIME_WAIT, no ports held. */
void check_end(struct check *check);

/*
 * In a fork child: closes what came along, where the table of descriptors is shared. Also of a
 * check that has ended: fork(2) copies descriptors first and memory later (kernel/fork.c,
 * copy_process), so it may have ended in between.
 */
void check_forget(const struct check *check);

#endif
