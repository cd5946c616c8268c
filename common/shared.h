// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_SHARED_H
#define MCSHIM_COMMON_SHARED_H

#include <stdatomic.h>
#include <stdint.h>

/*
 * Words of memory that other processes write too: atomic, of fixed width, by what they
 * hold. Any thread, signal handlers, after fork.
 */
typedef _Atomic(uint32_t) shared_u32;
typedef _Atomic(uint64_t) shared_u64;

/* Adds to a counter. */
static inline void count(shared_u64 *counter, uint64_t amount)
{
    atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}

static inline uint64_t peek(const shared_u64 *word)
{
    return atomic_load_explicit(word, memory_order_relaxed);
}

static inline void poke(shared_u64 *word, uint64_t value)
{
    atomic_store_explicit(word, value, memory_order_relaxed);
}

#endif
