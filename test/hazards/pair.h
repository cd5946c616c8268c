// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_HAZARDS_PAIR_H
#define MCSHIM_TEST_HAZARDS_PAIR_H

#include <stddef.h>

/* Both ends of a TCP connection within the program, in every state that calls can meet. */

enum pair_state {
    PAIR_DATA,       /* "hello" has come */
    PAIR_SILENT,     /* nothing has */
    PAIR_ENDED,      /* the other side has closed */
    PAIR_DATA_ENDED, /* "hello", and then it has closed */
    PAIR_RESET,      /* the other side has reset it */
    PAIR_URGENT,     /* a byte out of band */
    PAIR_SHUT_READ,  /* our own shutdown(2) */
    PAIR_SHUT_WRITE,
    PAIR_FULL, /* no more can be sent */
    PAIR_UNCONNECTED,
    PAIR_STATES
};

enum pair_mode { PAIR_BLOCKING, PAIR_NONBLOCKING, PAIR_ASYNC, PAIR_MODES };

extern const char *const pair_state_names[PAIR_STATES];
extern const char *const pair_mode_names[PAIR_MODES];

struct pair {
    int near; /* that connected; what blocks on it fails with EAGAIN after a moment */
    int far;  /* that accepted, without blocking; -1 if there is none */
};

/* `listener` listens at `address`. */
struct pair pair_open(int listener, const char *address, enum pair_state state,
                      enum pair_mode mode);
void pair_close(struct pair pair);

/* What can still be received, as text. It is read behind the shim's back. */
void pair_drain(int end, char *text, size_t size);

#endif
