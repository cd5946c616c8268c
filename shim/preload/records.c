// SPDX-License-Identifier: MIT
#include "records.h"

#include "process.h"

#include <errno.h>
#include <sys/mman.h>

enum { CHUNK_RECORDS = 1024, CHUNKS = RECORDS_MAX / CHUNK_RECORDS };

atomic_uchar records_flags[RECORDS_MAX];

static _Atomic(struct record *) chunks[CHUNKS];
static atomic_int end; /* no record at or beyond it */

static struct record *chunk_of(int fd)
{
    return atomic_load_explicit(&chunks[fd / CHUNK_RECORDS], memory_order_acquire);
}

static struct record *make_chunk(int fd)
{
    const int saved_errno = errno;
    const size_t size = CHUNK_RECORDS * sizeof(struct record);
    struct record *found = NULL;
    void *made = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (made != MAP_FAILED &&
        atomic_compare_exchange_strong(&chunks[fd / CHUNK_RECORDS], &found, made))
        found = made;
    else if (made != MAP_FAILED)
        munmap(made, size);
    errno = saved_errno;
    return found;
}

static void raise_end(int fd)
{
    int found = atomic_load(&end);
    while (fd >= found && !atomic_compare_exchange_weak(&end, &found, fd + 1))
        ;
}

static struct record *slot_of(int fd)
{
    if (fd < 0 || fd >= RECORDS_MAX || chunk_of(fd) == NULL)
        return NULL;
    return chunk_of(fd) + fd % CHUNK_RECORDS;
}

struct record *records_peek(int fd)
{
    struct record *record = slot_of(fd);
    return record != NULL && atomic_load(&record->word) != 0 ? record : NULL;
}

struct record *records_find(int fd)
{
    const int saved_errno = errno;
    struct record *record = records_peek(fd);
    if (record != NULL && !process_is_owner())
        record = NULL;
    errno = saved_errno;
    return record;
}

struct record *records_add(int fd, uint64_t cookie, struct node *node, uint64_t now_ms)
{
    if (fd < 0 || fd >= RECORDS_MAX || (chunk_of(fd) == NULL && make_chunk(fd) == NULL))
        return NULL;
    struct record *record = slot_of(fd);
    atomic_store(&record->word, 0);
    atomic_store(&record->node, node);
    atomic_store(&record->since_ms, now_ms);
    atomic_store(&record->excused_ms, 0);
    atomic_store(&record->answered, false);
    atomic_store(&record->word, record_word(cookie, RECORD_CONNECTING));
    atomic_store(&records_flags[fd], 1);
    raise_end(fd);
    return record;
}

void records_forget(int fd)
{
    struct record *record = records_find(fd);
    if (record == NULL)
        return;
    atomic_store(&record->word, 0);
    atomic_store(&records_flags[fd], 0);
}

void records_forget_range(unsigned first, unsigned last)
{
    const unsigned stop = (unsigned)atomic_load(&end);
    for (unsigned fd = first; fd <= last && fd < stop; fd++)
        if (records_tracked((int)fd))
            records_forget((int)fd);
}

void records_copy(int from, int to)
{
    const struct record *source = records_find(from);
    if (source == NULL)
        return;
    const uint64_t word = atomic_load(&source->word);
    struct record *copy = records_add(to, word >> 2, atomic_load(&source->node), 0);
    if (copy == NULL)
        return;
    atomic_store(&copy->answered, atomic_load(&source->answered));
    atomic_store(&copy->word, word);
}

void records_clear_waits(void)
{
    struct record *record;
    for (int fd = 0; (record = records_next(&fd)) != NULL; fd++)
        atomic_store(&record->since_ms, 0);
}

struct record *records_next(int *fd)
{
    const int stop = atomic_load(&end);
    for (; *fd < stop; (*fd)++) {
        if (!records_tracked(*fd))
            continue;
        struct record *record = slot_of(*fd);
        if (record != NULL && atomic_load(&record->word) != 0)
            return record;
    }
    return NULL;
}

bool record_move(struct record *record, uint64_t word, enum record_phase phase)
{
    return atomic_compare_exchange_strong(&record->word, &word, (word & ~UINT64_C(3)) | phase);
}
