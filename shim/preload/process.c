// SPDX-License-Identifier: MIT
#include "process.h"

#include "common/attach.h"
#include "journal.h"
#include "settings.h"

#include <unistd.h>

enum { WORD_BITS = 64 };

static _Atomic(pid_t) owner;
static _Atomic(struct table *) attached;
static _Atomic(const char *) problem; /* why the table is not the one that was asked for */
static _Atomic(uint64_t) used[TABLE_NODES / WORD_BITS];

void process_adopt(void)
{
    atomic_store(&owner, getpid());
}

bool process_is_owner(void)
{
    return atomic_load_explicit(&owner, memory_order_relaxed) == getpid();
}

/* Where the table is to be found, but for TABLE_PROCESS. NULL: /proc does not tell. */
static const char *find_anchor(char machine[static ANCHOR_PATH_MAX])
{
    if (settings.table == TABLE_PATH)
        return settings.table_path;
    return machine_anchor(geteuid(), machine) ? machine : NULL;
}

static struct table *attach(void)
{
    char machine[ANCHOR_PATH_MAX];
    const char *trouble = "/proc does not tell the network namespace";
    if (settings.table == TABLE_PROCESS)
        return table_private();
    const char *anchor = find_anchor(machine);
    struct table *table = anchor != NULL ? table_attach(anchor, ATTACH_SHARE, &trouble) : NULL;
    if (table != NULL)
        return table;
    atomic_store(&problem, trouble);
    return table_private();
}

void process_say_table(void)
{
    char machine[ANCHOR_PATH_MAX];
    const char *trouble = atomic_load(&problem);
    const char *anchor = trouble != NULL ? find_anchor(machine) : NULL;
    if (trouble != NULL)
        journal_say(LOG_WARNING, "table %s: %s; this process keeps a table of its own",
                    anchor != NULL ? anchor : "of this machine", trouble);
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
