// SPDX-License-Identifier: MIT
#include "home.h"

#include "common/attach.h"
#include "filter.h"
#include "journal.h"
#include "settings.h"
#include "socket.h"

#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

enum { WORD_BITS = 64 };

static _Atomic(struct table *) attached;
static _Atomic(uint64_t) network;
static _Atomic(const char *) problem; /* why the table is not the one that was asked for */
static _Atomic(uint64_t) used[TABLE_NODES / WORD_BITS];

/* Where the table is to be found, but for TABLE_PROCESS. NULL: /proc does not tell. */
static const char *find_anchor(char machine[static ANCHOR_PATH_MAX])
{
    if (settings.table == TABLE_PATH)
        return settings.table_path;
    return machine_anchor(geteuid(), machine) ? machine : NULL;
}

/* For filter_allows(): the calls by which a segment is had; none of them can succeed. */
static bool try_segments(void)
{
    struct shmid_ds info;
    (void)shmget(IPC_PRIVATE, 0, 0);
    (void)shmat(-1, NULL, 0);
    (void)shmctl(-1, IPC_STAT, &info);
    return true;
}

static struct table *attach_shared(const char **trouble)
{
    char machine[ANCHOR_PATH_MAX];
    const char *anchor = find_anchor(machine);
    *trouble = "/proc does not tell the network namespace";
    if (anchor == NULL)
        return NULL;
    *trouble = "a seccomp filter forbids shared memory";
    if (!filter_allows(try_segments))
        return NULL;
    return table_attach(anchor, ATTACH_SHARE, trouble);
}

static struct table *attach(void)
{
    const char *trouble = NULL;
    struct table *table = settings.table == TABLE_PROCESS ? NULL : attach_shared(&trouble);
    if (table != NULL)
        return table;
    atomic_store(&problem, trouble);
    return table_private();
}

void home_say_table(void)
{
    char machine[ANCHOR_PATH_MAX];
    const char *trouble = atomic_load(&problem);
    const char *anchor = trouble != NULL ? find_anchor(machine) : NULL;
    if (trouble != NULL)
        journal_say(LOG_WARNING, "table %s: %s; this process keeps a table of its own",
                    anchor != NULL ? anchor : "of this machine", trouble);
}

struct table *home_table_if_any(void)
{
    return atomic_load_explicit(&attached, memory_order_acquire);
}

bool home_has_socket(int fd)
{
    return atomic_load(&network) == socket_network(fd);
}

/* True if fd is in the network of this process's table; the first socket decides which that is. */
static bool settle_network(int fd)
{
    const uint64_t here = socket_network(fd);
    uint64_t found = 0;
    return atomic_compare_exchange_strong(&network, &found, here) || found == here;
}

struct table *home_table(int fd)
{
    if (!settle_network(fd))
        return NULL;
    struct table *table = home_table_if_any();
    if (table != NULL)
        return table;
    struct table *mine = attach();
    if (atomic_compare_exchange_strong(&attached, &table, mine))
        return mine;
    if (mine != NULL)
        table_unmap(mine);
    return table;
}

bool home_use_node(size_t index)
{
    const uint64_t bit = UINT64_C(1) << index % WORD_BITS;
    _Atomic(uint64_t) *word = &used[index / WORD_BITS];
    if ((atomic_load_explicit(word, memory_order_relaxed) & bit) != 0)
        return false;
    return (atomic_fetch_or(word, bit) & bit) == 0;
}

size_t home_next_node(size_t index)
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
