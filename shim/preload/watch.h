// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_WATCH_H
#define MCSHIM_PRELOAD_WATCH_H

#include "common/table.h"

/*
 * The keeper's look at the records: who has waited too long raises a suspicion, who
 * waits on a node that is out is released. Only the keeper's thread.
 */

struct watch {
    uint64_t next_ms;  /* when to look again; ALARM_NEVER: not before somebody waits */
    uint64_t pause_ms; /* before which it costs more than it is worth */
    unsigned connections;
    unsigned waiting;
};

struct watch watch_look(uint64_t now_ms);

#endif
