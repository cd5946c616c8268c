// SPDX-License-Identifier: MIT
#include "alarm.h"

#include "common/clock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Atomic(struct process *) listener;
static _Atomic(uint64_t) planned_ms;

bool alarm_is_set_by(uint64_t deadline_ms)
{
    return atomic_load(&planned_ms) <= deadline_ms;
}

__attribute__((cold)) void alarm_by(uint64_t deadline_ms)
{
    if (!alarm_is_set_by(deadline_ms))
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

/* A wild time in the table may be farther away than a number of microseconds can say. */
enum { LONGEST_MS = 3600000 };

/*
 * For a time, not until a time: the program's clock may be another than the kernel's
 * (libfaketime), but they run at the same pace.
 */
void alarm_sleep(uint32_t bell, uint64_t wake_ms, uint64_t least_ms)
{
    const uint64_t now_us = clock_exact_us();
    const uint64_t until_ms = wake_ms > least_ms ? wake_ms : least_ms;
    if (until_ms <= now_us / 1000)
        return;
    const uint64_t longest_us = LONGEST_MS * UINT64_C(1000);
    const uint64_t left_us =
        until_ms < now_us / 1000 + LONGEST_MS ? until_ms * 1000 - now_us : longest_us;
    const struct timespec limit = {(time_t)(left_us / 1000000), (long)(left_us % 1000000 * 1000)};
    atomic_store(&planned_ms, wake_ms);
    syscall(SYS_futex, &atomic_load(&listener)->bell, FUTEX_WAIT, bell,
            wake_ms == ALARM_NEVER ? NULL : &limit, NULL, 0);
}
