// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_EVENTS_H
#define MCSHIM_COMMON_EVENTS_H

#include "endpoint.h"
#include "shared.h"

/*
 * The last things that happened to nodes, in a ring in the shared table. No lock: a writer
 * takes a number and writes the entry that the number stands for, word by word. Each entry
 * ends with a proof, a hash of all its other words, so a reader sees by itself whether an
 * entry is whole: one that is being written, one whose writer was killed half-way, and one
 * that two writers a lap apart wrote at once do not prove. Such an entry is no event.
 */

enum { EVENTS_MAX = 1024, EVENT_COMMAND_MAX = 24, EVENT_WORDS = 11 };

struct event_entry {
    shared_u64 words[EVENT_WORDS];
    shared_u64 proof;
};

struct events {
    shared_u64 count; /* numbers given so far */
    shared_u32 bell;  /* futex; rung after each event */
    shared_u32 unused[13];
    struct event_entry entries[EVENTS_MAX]; /* number n at n % EVENTS_MAX */
};

enum event_kind {
    EVENT_STATE, /* a node went from one state to another */
    EVENT_RESET, /* what was known of a node was forgotten */
    EVENT_MODE,  /* the mode of all processes was switched; no node */
};

enum { EVENT_KINDS = EVENT_MODE + 1 };

/* Of what was read no number is trusted: the table is a public place. */
struct event {
    uint64_t number; /* from 1 on; given by events_add() */
    uint64_t at_ms;  /* clock_coarse_ms() */
    struct endpoint node;
    uint8_t kind;   /* enum event_kind */
    uint8_t from;   /* enum node_state, or of EVENT_MODE enum mode_switch */
    uint8_t to;     /* likewise */
    uint8_t reason; /* enum node_reason */
    uint32_t pid;   /* who judged or asked, as the process itself sees it */
    uint32_t uid;
    char command[EVENT_COMMAND_MAX + 1]; /* any bytes, terminated */
};

/*
 * Appends, and wakes those who wait. Any thread, signal handlers, after fork; no lock, errno
 * stays. A process that dies in here loses this one event and nothing else.
 */
void events_add(struct events *events, const struct event *event);

/* Copies the whole ones, by number. Returns how many there are. */
size_t events_read(const struct events *events, struct event list[static EVENTS_MAX]);

/*
 * Sleeps until an event is added after events_bell() returned `bell`. Needs no permission
 * to write. False, errno set, if it cannot wait; a signal ends it (EINTR).
 */
uint32_t events_bell(const struct events *events);
bool events_wait(const struct events *events, uint32_t bell);

#endif
