// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_RECORDS_H
#define MCSHIM_PRELOAD_RECORDS_H

#include "common/table.h"

#include <stdbool.h>

/*
 * What is known of each descriptor that is a connection to a node. Descriptor
 * numbers are reused behind our back, so a record is only a claim: before anything
 * is done to a descriptor, its socket's cookie must be the record's.
 *
 * Hooks write records from any thread and the keeper reads them meanwhile: every
 * field is atomic, and the word that holds the cookie proves that the others belong
 * to it. Memory comes from mmap(2), a chunk of descriptors at a time, and stays.
 *
 * Unless it says otherwise: any thread, signal handlers; no lock, no malloc, errno
 * stays.
 */

enum record_phase { RECORD_FREE, RECORD_CONNECTING, RECORD_OPEN, RECORD_RELEASED };

struct record {
    _Atomic(uint64_t) word; /* the cookie and the phase; 0: free */
    _Atomic(struct node *) node;
    _Atomic(uint64_t) since_ms;   /* since when somebody waits; 0: nobody does */
    _Atomic(uint64_t) excused_ms; /* keeper: the wait that began then is no stall */
    atomic_bool answered;         /* the node has sent something here */
};

enum { RECORDS_MAX = 1 << 20 };

/* One byte a descriptor, so that those that are not ours pay one load and one branch. */
extern __attribute__((visibility("hidden"))) atomic_uchar records_flags[RECORDS_MAX];

/* May be wrong with true (an old flag), never with false. */
static inline bool records_tracked(int fd)
{
    return __builtin_expect(
        atomic_load_explicit(&records_flags[(unsigned)fd % RECORDS_MAX], memory_order_relaxed) != 0,
        0);
}

/* NULL if there is none, or if this process is not the owner. */
struct record *records_find(int fd);

/*
 * The same for a send or a receive, which cannot afford to ask who we are: that is a system
 * call. Whoever is not the owner, a vfork child that talks on a number of its parent's, may at
 * worst begin a wait that one check acquits, or end one that is then not noticed.
 */
struct record *records_peek(int fd);

/* A record of a connection that begins now. NULL: no memory, or fd is out of range. */
struct record *records_add(int fd, uint64_t cookie, struct node *node, uint64_t now_ms);

void records_forget(int fd);
void records_forget_range(unsigned first, unsigned last);

/* `to` is another name for the socket `from`. */
void records_copy(int from, int to);

/* After a fork: the waits are the parent's. */
void records_clear_waits(void);

/*
 * For the keeper: the first record at or after *fd, which it sets. NULL: no more.
 * Of what it read before, a word that is still the same proves it.
 */
struct record *records_next(int *fd);

static inline enum record_phase record_phase(uint64_t word)
{
    return (enum record_phase)(word & 3);
}

/* Of the cookie's 64 bits the upper two are dropped: the kernel counts them up from 1. */
static inline uint64_t record_word(uint64_t cookie, enum record_phase phase)
{
    return cookie << 2 | (uint64_t)phase;
}

static inline bool record_is_socket(uint64_t word, uint64_t cookie)
{
    return cookie != 0 && word >> 2 == cookie << 2 >> 2;
}

/* Changes the phase; false if the record is no longer what `word` was. */
bool record_move(struct record *record, uint64_t word, enum record_phase phase);

#endif
