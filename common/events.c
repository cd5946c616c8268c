// SPDX-License-Identifier: MIT
#include "events.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The words of an entry, by what they hold. */
enum { NUMBER, AT_MS, KEY, WHAT = KEY + 3, WHO, UID, COMMAND };

enum { BYTE_BITS = 8, BYTE = 0xff };

_Static_assert(COMMAND + EVENT_COMMAND_MAX / sizeof(uint64_t) == EVENT_WORDS, "all words are used");
_Static_assert(sizeof(struct endpoint) == 3 * sizeof(uint64_t), "an endpoint fills the key");
_Static_assert(sizeof(struct events) == 64 + EVENTS_MAX * 96, "the layout has a version");

/* Never 0, so that an entry of zeros proves nothing. */
static uint64_t prove(const uint64_t words[static EVENT_WORDS])
{
    uint64_t hash = UINT64_C(0x6d637368696d6576);
    for (size_t i = 0; i < EVENT_WORDS; i++) {
        hash = (hash ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return hash != 0 ? hash : 1;
}

static void pack(const struct event *event, uint64_t number, uint64_t words[static EVENT_WORDS])
{
    memset(words, 0, EVENT_WORDS * sizeof words[0]);
    words[NUMBER] = number;
    words[AT_MS] = event->at_ms;
    memcpy(&words[KEY], &event->node, sizeof event->node);
    words[WHAT] = (uint64_t)event->kind | (uint64_t)event->from << BYTE_BITS |
                  (uint64_t)event->to << 2 * BYTE_BITS | (uint64_t)event->reason << 3 * BYTE_BITS;
    words[WHO] = event->pid;
    words[UID] = event->uid;
    memcpy(&words[COMMAND], event->command, strnlen(event->command, EVENT_COMMAND_MAX));
}

static void unpack(const uint64_t words[static EVENT_WORDS], struct event *event)
{
    *event = (struct event){
        .number = words[NUMBER],
        .at_ms = words[AT_MS],
        .kind = words[WHAT] & BYTE,
        .from = words[WHAT] >> BYTE_BITS & BYTE,
        .to = words[WHAT] >> 2 * BYTE_BITS & BYTE,
        .reason = words[WHAT] >> 3 * BYTE_BITS & BYTE,
        .pid = (uint32_t)words[WHO],
        .uid = (uint32_t)words[UID],
    };
    memcpy(&event->node, &words[KEY], sizeof event->node);
    memcpy(event->command, &words[COMMAND], EVENT_COMMAND_MAX);
}

static void ring(struct events *events)
{
    const int saved_errno = errno;
    atomic_fetch_add(&events->bell, 1);
    syscall(SYS_futex, &events->bell, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    errno = saved_errno;
}

void events_add(struct events *events, const struct event *event)
{
    uint64_t words[EVENT_WORDS];
    const uint64_t number = atomic_fetch_add(&events->count, 1) + 1;
    struct event_entry *entry = &events->entries[number % EVENTS_MAX];
    pack(event, number, words);
    for (size_t i = 0; i < EVENT_WORDS; i++)
        poke(&entry->words[i], words[i]);
    poke(&entry->proof, prove(words));
    ring(events);
}

static bool read_entry(const struct event_entry *entry, size_t index, struct event *event)
{
    uint64_t words[EVENT_WORDS];
    for (size_t i = 0; i < EVENT_WORDS; i++)
        words[i] = peek(&entry->words[i]);
    if (peek(&entry->proof) != prove(words) || words[NUMBER] % EVENTS_MAX != index)
        return false;
    unpack(words, event);
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct event *a = left;
    const struct event *b = right;
    return (a->number > b->number) - (a->number < b->number);
}

size_t events_read(const struct events *events, struct event list[static EVENTS_MAX])
{
    size_t found = 0;
    for (size_t i = 0; i < EVENTS_MAX; i++)
        found += read_entry(&events->entries[i], i, &list[found]);
    qsort(list, found, sizeof list[0], compare);
    return found;
}

uint32_t events_bell(const struct events *events)
{
    return atomic_load(&events->bell);
}

bool events_wait(const struct events *events, uint32_t bell)
{
    return syscall(SYS_futex, &events->bell, FUTEX_WAIT, bell, NULL, NULL, 0) == 0 ||
           errno == EAGAIN;
}
