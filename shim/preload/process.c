// SPDX-License-Identifier: MIT
#include "process.h"

#include <stdatomic.h>
#include <unistd.h>

static _Atomic(pid_t) owner;

void process_adopt(void)
{
    atomic_store(&owner, getpid());
}

bool process_is_owner(void)
{
    return atomic_load_explicit(&owner, memory_order_relaxed) == getpid();
}
