// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_EXCHANGE_H
#define MCSHIM_PRELOAD_EXCHANGE_H

#include "records.h"

#include <sys/types.h>

/*
 * What hooks note of a tracked descriptor around the real call, and what they make of
 * a connection that was released.
 *
 * Any thread, signal handlers (but for the first request of a forked child, which starts
 * its keeper); no lock, no malloc; errno is the real call's.
 */

/* Around a send. */
struct request {
    int fd;
    struct record *record; /* NULL: not ours after all */
    uint64_t word;         /* the record's, before the send */
    uint64_t stamped_ms;   /* the wait that this request began; 0: none */
    bool silent;           /* no SIGPIPE is owed: unwanted, or raised by the kernel itself */
};

/*
 * False, errno ECONNRESET: the connection was released, do not send. Else *flags get
 * MSG_NOSIGNAL, for a release may come at any moment; request_end() raises the
 * SIGPIPE that the program would have had without us.
 */
bool request_begin(struct request *request, int fd, int *flags);
ssize_t request_end(const struct request *request, ssize_t result);

/*
 * A receive has returned `result`. Returns it, or -1, errno ECONNRESET: the connection was
 * released; what has been received nevertheless is a late reply, and nobody's.
 */
ssize_t reply_end(int fd, ssize_t result);

/* A connect on `record` has returned `result`. Returns it. */
int connect_end(int fd, struct record *record, int result);

/* Before the program closes fd: who gives up while still connecting raises a suspicion. */
void connection_abandon(int fd);

#endif
