// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_TRANSITION_H
#define MCSHIM_COMMON_TRANSITION_H

#include "table.h"

/*
 * The states of a node and how one follows from another. The status is one word,
 * so that a transition is one compare-and-swap against the status that was judged:
 * a late verdict, whose generation has passed, changes nothing.
 *
 * The functions here: any thread, signal handlers, after fork; no lock, errno stays.
 */

enum node_state {
    NODE_UP,
    NODE_SUSPECT, /* somebody stalled, a check is under way, traffic passes */
    NODE_FULL,    /* silent to newcomers, connections that exist go on */
    NODE_DOWN,    /* silent */
    NODE_MAINT,   /* taken out by an operator */
};

enum { NODE_STATES = NODE_MAINT + 1 };

enum node_reason {
    REASON_NONE,
    REASON_CONNECT,     /* a connect had no answer */
    REASON_REPLY,       /* a request had no answer */
    REASON_UNREACHABLE, /* the kernel said ETIMEDOUT, EHOSTUNREACH or ENETUNREACH */
    REASON_NEIGHBOUR,   /* another node at the same address is DOWN */
    REASON_OPERATOR,
};

enum { NODE_REASONS = REASON_OPERATOR + 1 };

struct status {
    enum node_state state;
    enum node_reason reason;
    unsigned answers;    /* checks answered in a row while not UP, at most 255 */
    uint64_t generation; /* transitions and verdicts so far */
    uint64_t word;       /* as it was read: what an exchange must find again */
};

/* What one check says, together with what was known when it began. */
struct finding {
    bool answered;  /* the kind of thing that had stalled is answered */
    bool replied;   /* bytes, a FIN or a refusal: more than an accepted connect */
    bool heard;     /* silent to the check, but somebody received bytes meanwhile */
    bool suspected; /* somebody on a connection that had worked was waiting */
};

/* Any word is a status, kept in .word: a state or reason that does not exist reads as NODE_UP,
 * REASON_NONE. */
struct status status_unpack(uint64_t word);
uint64_t status_pack(struct status status);

struct status node_status(const struct node *node);

/*
 * The status that follows. If the state stays only .answers and .generation are others: of two
 * checks at the same time the second to end must find that it is late. Pure.
 */
struct status status_after(struct status before, struct finding finding, unsigned rise);

/* How many checks in a row a node that is not UP must answer: one more each time it flaps. */
unsigned node_rise(const struct node *node);

/*
 * True if a new connect must fail: FULL, DOWN or MAINT. A verdict that nobody has
 * renewed for a minute is history, not knowledge: it refuses nobody.
 */
bool node_refuses(const struct node *node, uint64_t now_ms);

/* True if connections that have worked must end too: DOWN or MAINT. */
bool node_is_out(const struct node *node, uint64_t now_ms);

/* UP becomes SUSPECT. False if it was not UP. */
bool node_suspect(struct node *node, enum node_reason reason, uint64_t now_ms);

/* Exchanges a status for a new one; false if somebody else did so since. */
bool node_change(struct node *node, struct status before, struct status after, uint64_t now_ms);

/*
 * The right to check a node, for a time. Nobody needs to give it back: it ends. A
 * process that died, or a wild value, holds it for LEASE_MAX_MS at most.
 * *lease is what proves the lease to lease_renew() and lease_end().
 */
enum { LEASE_MAX_MS = 60000 };

bool lease_take(struct node *node, uint64_t now_ms, uint64_t length_ms, uint64_t *lease);
bool lease_renew(struct node *node, uint64_t now_ms, uint64_t length_ms, uint64_t *lease);
void lease_end(struct node *node, uint64_t lease);

/* Until when the lease is held by anybody; now_ms or less: it is free. */
uint64_t lease_until_ms(const struct node *node, uint64_t now_ms);

/* Of a state or reason that status_unpack() gave. */
const char *node_state_name(enum node_state state);    /* "UP", ... */
const char *node_reason_name(enum node_reason reason); /* "connect", ...; "" for none */

#endif
