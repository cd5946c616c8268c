// SPDX-License-Identifier: MIT
#include "alarm.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Atomic(struct process *) listener;
static _Atomic(uint64_t) planned_ms;

void alarm_by(uint64_t deadline_ms)
{
    if (atomic_load(&planned_ms) > deadline_ms)
        alarm_now();
}

void alarm_now(void)
{
    struct process *process = atomic_load(&listener);
    if (process != NULL)
        process_ring(process);
}

void alarm_listen(struct process *process)
{
    atomic_store(&planned_ms, 0);
    atomic_store(&listener, process);
}

uint32_t alarm_open(void)
{
    const uint32_t bell = atomic_load(&atomic_load(&listener)->bell);
    atomic_store(&planned_ms, UINT64_MAX);
    return bell;
}

/* Until a time, not for a time: of a wild one no length has to be found that would wrap. */
void alarm_sleep(uint32_t bell, uint64_t wake_ms)
{
    const struct timespec until = {(time_t)(wake_ms / 1000), (long)(wake_ms % 1000 * 1000000)};
    atomic_store(&planned_ms, wake_ms);
    syscall(SYS_futex, &atomic_load(&listener)->bell, FUTEX_WAIT_BITSET, bell,
            wake_ms == ALARM_NEVER ? NULL : &until, NULL, FUTEX_BITSET_MATCH_ANY);
}
