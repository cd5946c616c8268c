// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_JUDGE_H
#define MCSHIM_PRELOAD_JUDGE_H

#include "common/table.h"

#include <stdbool.h>

/*
 * Which nodes this process checks, and what follows from a check. A node that is not
 * UP is judged by one process of the machine, the holder of its lease; it keeps the
 * lease from check to check, so that all others may sleep. Only the keeper's thread,
 * unless it says otherwise.
 */

struct outlook {
    uint64_t next_ms; /* when to judge again; ALARM_NEVER: when something happens */
    bool checking;    /* checks are under way: wait in judge_wait() */
    bool changed;     /* a verdict was given: look at the records again */
};

/* Begins checks that are due, attends to those under way, draws the conclusions. */
struct outlook judge_look(uint64_t now_ms);

/* Waits for answers to the checks under way, until wake_ms at the latest. */
void judge_wait(uint64_t wake_ms);

/* A connection that worked has stalled while newcomers are refused: check now. */
void judge_urge(const struct node *node);

/* The process ends, or the keeper: gives all leases back. Any thread. */
void judge_resign(void);

/* In a fork child: the leases and checks are the parent's. */
void judge_forget(void);

#endif
