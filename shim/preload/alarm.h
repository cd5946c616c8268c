// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_ALARM_H
#define MCSHIM_PRELOAD_ALARM_H

#include "common/table.h"

#include <stdbool.h>

/*
 * How hooks wake the keeper: only if it means to sleep longer than it may. Nobody
 * pays a system call for a keeper that will look in time anyway.
 */

/* The calls of hooks. Any thread, signal handlers; errno stays. */

/* The keeper will look at deadline_ms at the latest. */
void alarm_by(uint64_t deadline_ms);

/* True if it is going to, without being told. */
bool alarm_is_set_by(uint64_t deadline_ms);

/* The keeper will look now. */
void alarm_now(void);

/* The calls of the keeper. */

#define ALARM_NEVER UINT64_MAX

/* The slot whose bell the keeper sleeps on; NULL after a fork. */
void alarm_listen(struct process *process);

/* Before it looks at anything: from here on whatever a hook notes rings. Returns the bell. */
uint32_t alarm_open(void);

/*
 * Sleeps until wake_ms and at least until least_ms, which hooks are not told, or until the bell is
 * no longer what alarm_open() returned.
 */
void alarm_sleep(uint32_t bell, uint64_t wake_ms, uint64_t least_ms);

#endif
