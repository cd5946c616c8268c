// SPDX-License-Identifier: MIT
#include "process.h"

#include "common/attach.h"
#include "journal.h"
#include "settings.h"

#include <unistd.h>

enum { WORD_BITS = 64 };

static _Atomic(pid_t) owner;
static _Atomic(struct table *) attached;
static _Atomic(uint64_t) used[TABLE_NODES / WORD_BITS];

void process_adopt(void)
{
    atomic_store(&owner, getpid());
}

bool process_is_owner(void)
{
    return atomic_load_explicit(&owner, memory_order_relaxed) == getpid();
}

static struct table *attach(void)
{
    char machine[ANCHOR_PATH_MAX];
    const char *anchor = settings.table_path;
    const char *problem = "/proc does not tell the network namespace";
    struct table *table = NULL;
    if (settings.table == TABLE_PROCESS)
        return table_private();
    if (settings.table == TABLE_MACHINE)
        anchor = machine_anchor(geteuid(), machine) ? machine : NULL;
    if (anchor != NULL)
        table = table_attach(anchor, ATTACH_SHARE, &problem);
    if (table != NULL)
        return table;
    journal_leave("no shared table, this process keeps one of its own: ", problem);
    return table_private();
}

struct table *process_table_if_any(void)
{
    return atomic_load_explicit(&attached, memory_order_acquire);
}

struct table *process_table(void)
{
    struct table *table = process_table_if_any();
    if (table != NULL)
        return table;
    struct table *mine = attach();
    if (atomic_compare_exchange_strong(&attached, &table, mine))
        return mine;
    if (mine != NULL)
        table_unmap(mine);
    return table;
}

void process_use_node(size_t index)
{
    const uint64_t bit = UINT64_C(1) << index % WORD_BITS;
    _Atomic(uint64_t) *word = &used[index / WORD_BITS];
    if ((atomic_load_explicit(word, memory_order_relaxed) & bit) == 0)
        atomic_fetch_or(word, bit);
}

size_t process_next_node(size_t index)
{
    while (index < TABLE_NODES) {
        const uint64_t rest =
            atomic_load_explicit(&used[index / WORD_BITS], memory_order_relaxed) >>
            index % WORD_BITS;
        if (rest != 0)
            return index + (size_t)__builtin_ctzll(rest);
        index += WORD_BITS - index % WORD_BITS;
    }
    return TABLE_NODES;
}
