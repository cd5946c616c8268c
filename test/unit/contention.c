// SPDX-License-Identifier: MIT
/*
 * Many threads want the same thing of the table at the same moment, and one must
 * get it. Without criterion, whose isolation ThreadSanitizer does not survive.
 */
#include "common/attach.h"
#include "common/transition.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 8, ROUNDS = 2000, NOW_MS = 1000000 };

static struct table *table;
static struct node *contested;
static struct node *found[THREADS];
static struct process *enlisted[THREADS];
static pthread_barrier_t start;
static pthread_barrier_t finish;
static _Atomic(int) winners;

static void fail(const char *contest, int round)
{
    fprintf(stderr, "contention: %s, round %d: %d winners\n", contest, round, winners);
    exit(EXIT_FAILURE);
}

static struct endpoint endpoint_of_round(int round)
{
    struct endpoint endpoint = {.port = 11211};
    endpoint.address[0] = (uint8_t)(round % 256);
    endpoint.address[1] = (uint8_t)(round / 256);
    return endpoint;
}

static void take_lease(size_t thread, int round)
{
    uint64_t lease;
    const uint64_t now_ms = NOW_MS + (uint64_t)round * 10;
    if (lease_take(contested, now_ms, 9 + thread % 2, &lease))
        winners++;
}

static void suspect(size_t thread, int round)
{
    (void)thread;
    if (node_suspect(contested, REASON_CONNECT, NOW_MS + (uint64_t)round))
        winners++;
}

static void judge(size_t thread, int round)
{
    const struct status before = status_unpack((uint64_t)round << 24 | NODE_SUSPECT);
    const struct finding finding = {.answered = thread % 2 == 0};
    if (node_change(contested, before, status_after(before, finding, 1), NOW_MS))
        winners++;
}

static void find(size_t thread, int round)
{
    const struct endpoint endpoint = endpoint_of_round(round % (TABLE_NODES / 2));
    found[thread] = table_find(table, &endpoint);
}

static void forget(struct process *process)
{
    (void)process;
}

static void enlist(size_t thread, int round)
{
    enlisted[thread] =
        table_enlist(table, (uint32_t)(round * THREADS) + (uint32_t)thread + 1, forget);
}

/* So few at once are never a lap apart: each entry has one writer. */
static void add_event(size_t thread, int round)
{
    const struct event event = {.at_ms = (uint64_t)round, .pid = (uint32_t)thread};
    events_add(&table->events, &event);
}

/* Between two rounds, when no other thread runs. */
static void no_preparation(int round)
{
    (void)round;
}

static void prepare_suspect(int round)
{
    (void)round;
    atomic_store(&contested->status, 0);
}

static void prepare_judge(int round)
{
    atomic_store(&contested->status, (uint64_t)round << 24 | NODE_SUSPECT);
}

static bool one_winner(void)
{
    return winners == 1;
}

static bool one_slot(void)
{
    for (size_t i = 0; i < THREADS; i++)
        if (found[i] == NULL || found[i] != found[0])
            return false;
    return true;
}

/* And gives them back. */
static bool slots_of_their_own(void)
{
    bool good = true;
    for (size_t i = 0; i < THREADS; i++)
        for (size_t j = 0; j < i; j++)
            good = good && enlisted[i] != NULL && enlisted[i] != enlisted[j];
    for (size_t i = 0; i < THREADS && good; i++)
        atomic_store(&enlisted[i]->keeper, 0);
    return good;
}

static bool whole_events(void)
{
    static struct event list[EVENTS_MAX];
    const uint64_t added = peek(&table->events.count);
    return events_read(&table->events, list) == (added < EVENTS_MAX ? added : EVENTS_MAX) &&
           list[0].number == (added < EVENTS_MAX ? 1 : added - EVENTS_MAX + 1);
}

static const struct contest {
    const char *name;
    void (*prepare)(int round);
    void (*play)(size_t thread, int round);
    bool (*is_good)(void);
} contests[] = {
    {"one takes the lease", no_preparation, take_lease, one_winner},
    {"one raises the suspicion", prepare_suspect, suspect, one_winner},
    {"one verdict counts", prepare_judge, judge, one_winner},
    {"all find the same slot", no_preparation, find, one_slot},
    {"no event is lost or torn", no_preparation, add_event, whole_events},
    {"each enlists in a slot of its own", no_preparation, enlist, slots_of_their_own},
};

enum { CONTESTS = sizeof contests / sizeof contests[0] };

static void play_all(size_t thread)
{
    for (size_t c = 0; c < CONTESTS; c++)
        for (int round = 0; round < ROUNDS; round++) {
            pthread_barrier_wait(&start);
            contests[c].play(thread, round);
            pthread_barrier_wait(&finish);
        }
}

static void *player(void *number)
{
    play_all(*(const size_t *)number);
    return NULL;
}

static void referee(const struct contest *contest)
{
    for (int round = 0; round < ROUNDS; round++) {
        winners = 0;
        contest->prepare(round);
        pthread_barrier_wait(&start);
        pthread_barrier_wait(&finish);
        if (!contest->is_good())
            fail(contest->name, round);
    }
}

int main(void)
{
    const struct endpoint endpoint = endpoint_of_round(UINT16_MAX);
    table = table_private();
    contested = table != NULL ? table_find(table, &endpoint) : NULL;
    if (contested == NULL)
        fail("a table", 0);
    pthread_barrier_init(&start, NULL, THREADS + 1);
    pthread_barrier_init(&finish, NULL, THREADS + 1);
    pthread_t threads[THREADS];
    size_t numbers[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        numbers[i] = i;
        if (pthread_create(&threads[i], NULL, player, &numbers[i]) != 0)
            fail("a thread", (int)i);
    }
    for (size_t c = 0; c < CONTESTS; c++)
        referee(&contests[c]);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return EXIT_SUCCESS;
}
