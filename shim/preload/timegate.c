// SPDX-License-Identifier: MIT
#include "timegate.h"

#include "home.h"
#include "settings.h"

static atomic_bool in_use;
static _Atomic(uint64_t) shut_until_ms[TABLE_NODES]; /* 0: open */

static _Atomic(uint64_t) *gate_of(const struct node *node)
{
    return &shut_until_ms[node - home_table_if_any()->nodes];
}

bool timegate_admits(const struct node *node, uint64_t now_ms)
{
    _Atomic(uint64_t) *gate = gate_of(node);
    uint64_t until_ms = atomic_load(gate);
    atomic_store(&in_use, true);
    if (until_ms == 0)
        return true;
    return until_ms <= now_ms &&
           atomic_compare_exchange_strong(gate, &until_ms, now_ms + settings.check_interval_ms);
}

void timegate_shut(const struct node *node, uint64_t now_ms)
{
    if (atomic_load_explicit(&in_use, memory_order_relaxed))
        atomic_store(gate_of(node), now_ms + settings.check_interval_ms);
}

static __attribute__((cold, noinline)) void open_gate(const struct node *node)
{
    atomic_store(gate_of(node), 0);
}

void timegate_open(const struct node *node)
{
    if (atomic_load_explicit(&in_use, memory_order_relaxed))
        open_gate(node);
}
