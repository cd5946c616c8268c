// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_JUDGE_H
#define MCSHIM_PRELOAD_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

/* The checks that this process makes. Only the keeper's thread, but for judge_forget(). */

struct outlook {
    uint64_t next_ms; /* when to judge again; ALARM_NEVER: when something happens */
    bool checking;    /* checks are under way: wait in judge_wait() */
    bool again;       /* a check has ended: look at everything once more */
};

/* Begins checks that are due, attends to those under way, draws the conclusions. */
struct outlook judge_look(uint64_t now_ms);

/* Waits for answers to the checks under way, until wake_ms at the latest. */
void judge_wait(uint64_t wake_ms);

/* In a fork child: the checks are the parent's. */
void judge_forget(void);

#endif
