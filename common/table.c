// SPDX-License-Identifier: MIT
#include "table.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* With a table three quarters full, one look-up in 10^8 needs more. */
enum { PROBES_MAX = 128 };

_Static_assert(sizeof(struct endpoint) == 3 * sizeof(uint64_t), "an endpoint fills the key");

/*
 * Whoever finds its tag writes the key, always the same one: a process that dies
 * between the two leaves nothing half done.
 */
static bool write_key(struct node *node, const struct endpoint *endpoint)
{
    uint64_t words[3];
    struct endpoint found;
    memcpy(words, endpoint, sizeof words);
    if (node_endpoint(node, &found))
        return endpoint_equal(&found, endpoint);
    for (size_t i = 0; i < 3; i++)
        poke(&node->key[i], words[i]);
    return true;
}

struct node *table_find(struct table *table, const struct endpoint *endpoint)
{
    const uint64_t tag = endpoint_hash(endpoint);
    for (size_t i = 0; i < PROBES_MAX; i++) {
        struct node *node = &table->nodes[(tag + i) % TABLE_NODES];
        uint64_t found = atomic_load_explicit(&node->tag, memory_order_relaxed);
        if (found == 0 && atomic_compare_exchange_strong(&node->tag, &found, tag))
            found = tag;
        if (found == tag)
            return write_key(node, endpoint) ? node : NULL;
    }
    return NULL;
}

bool node_endpoint(const struct node *node, struct endpoint *endpoint)
{
    uint64_t words[3];
    for (size_t i = 0; i < 3; i++)
        words[i] = peek(&node->key[i]);
    memcpy(endpoint, words, sizeof words);
    const uint64_t tag = peek(&node->tag);
    return tag != 0 && endpoint_hash(endpoint) == tag;
}

bool process_alive(const struct process *process)
{
    const uint32_t keeper = atomic_load_explicit(&process->keeper, memory_order_relaxed);
    return (keeper & FUTEX_TID_MASK) != 0 && (keeper & FUTEX_OWNER_DIED) == 0;
}

struct process *table_enlist(struct table *table, uint32_t thread_id,
                             void (*prepare)(struct process *process))
{
    for (size_t i = 0; i < TABLE_PROCESSES; i++) {
        struct process *process = &table->processes[i];
        uint32_t keeper = atomic_load(&process->keeper);
        if (process_alive(process))
            continue;
        prepare(process);
        if (atomic_compare_exchange_strong(&process->keeper, &keeper, thread_id))
            return process;
    }
    return NULL;
}

void process_set_command(struct process *process, const char *command)
{
    uint64_t words[PROCESS_COMMAND_MAX / sizeof(uint64_t)] = {0};
    const size_t length = strnlen(command, sizeof words);
    memcpy(words, command, length);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        poke(&process->command[i], words[i]);
}

void process_command(const struct process *process, char command[static PROCESS_COMMAND_MAX + 1])
{
    for (size_t i = 0; i < PROCESS_COMMAND_MAX / sizeof(uint64_t); i++) {
        const uint64_t word = peek(&process->command[i]);
        memcpy(command + i * sizeof word, &word, sizeof word);
    }
    command[PROCESS_COMMAND_MAX] = '\0';
}

void process_ring(struct process *process)
{
    const int saved_errno = errno;
    atomic_fetch_add(&process->bell, 1);
    syscall(SYS_futex, &process->bell, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    errno = saved_errno;
}

void table_ring(struct table *table)
{
    for (size_t i = 0; i < TABLE_PROCESSES; i++)
        if (process_alive(&table->processes[i]))
            process_ring(&table->processes[i]);
}
