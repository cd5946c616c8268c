// SPDX-License-Identifier: MIT
#include "common/attach.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_S = 30 };

static struct events *events;
static struct event list[EVENTS_MAX];

static void make_table(void)
{
    struct table *table = table_private();
    cr_assert_neq(table, NULL);
    events = &table->events;
}

TestSuite(events, .init = make_table, .timeout = PATIENCE_S);

/* Every field follows from one number, so that a mixture of two shows. */
static struct event event_of(uint32_t seed)
{
    struct event event = {
        .at_ms = seed,
        .node = {.port = (uint16_t)seed},
        .kind = (uint8_t)(seed % EVENT_KINDS),
        .from = (uint8_t)(seed % 5),
        .to = (uint8_t)(seed % 7),
        .reason = (uint8_t)(seed % 11),
        .pid = seed,
        .uid = ~seed,
    };
    snprintf(event.command, sizeof event.command, "%u", seed);
    return event;
}

static bool is_one(const struct event *found)
{
    const struct event expected = event_of(found->pid);
    return found->at_ms == expected.at_ms && endpoint_equal(&found->node, &expected.node) &&
           found->kind == expected.kind && found->from == expected.from &&
           found->to == expected.to && found->reason == expected.reason &&
           found->uid == expected.uid && strcmp(found->command, expected.command) == 0;
}

static void add(uint32_t seed)
{
    const struct event event = event_of(seed);
    events_add(events, &event);
}

Test(events, none_at_first)
{
    cr_expect_eq(events_read(events, list), 0);
}

Test(events, what_was_added_is_read_in_order)
{
    for (uint32_t i = 1; i <= 3; i++)
        add(1000 + i);
    cr_assert_eq(events_read(events, list), 3);
    for (uint32_t i = 0; i < 3; i++) {
        cr_expect_eq(list[i].number, i + 1);
        cr_expect_eq(list[i].pid, 1001 + i);
        cr_expect(is_one(&list[i]));
    }
}

Test(events, the_last_ones_are_kept)
{
    for (uint32_t i = 1; i <= EVENTS_MAX + 5; i++)
        add(i);
    cr_assert_eq(events_read(events, list), EVENTS_MAX);
    cr_expect_eq(list[0].number, 6);
    cr_expect_eq(list[EVENTS_MAX - 1].number, EVENTS_MAX + 5);
}

Test(events, a_long_command_is_cut)
{
    struct event event = event_of(1);
    memset(event.command, 'x', EVENT_COMMAND_MAX);
    events_add(events, &event);
    cr_assert_eq(events_read(events, list), 1);
    cr_expect_eq(strlen(list[0].command), EVENT_COMMAND_MAX);
}

/* As a writer leaves an entry that is killed after so many words of it. */
Test(events, a_writer_may_die_at_any_word)
{
    for (uint32_t i = 1; i <= EVENTS_MAX; i++)
        add(i);
    const struct event_entry old = events->entries[1];
    add(EVENTS_MAX + 1);
    const struct event_entry new = events->entries[1];
    for (size_t words = 1; words <= EVENT_WORDS; words++) {
        for (size_t i = 0; i < EVENT_WORDS; i++)
            poke(&events->entries[1].words[i], peek(i < words ? &new.words[i] : &old.words[i]));
        poke(&events->entries[1].proof, peek(&old.proof));
        cr_expect_eq(events_read(events, list), EVENTS_MAX - 1, "after %zu words", words);
    }
}

Test(events, an_entry_in_a_wrong_place_is_none)
{
    add(1);
    for (size_t i = 0; i < EVENT_WORDS; i++)
        poke(&events->entries[7].words[i], peek(&events->entries[1].words[i]));
    poke(&events->entries[7].proof, peek(&events->entries[1].proof));
    cr_expect_eq(events_read(events, list), 1);
}

Test(events, a_wild_count_harms_nobody)
{
    poke(&events->count, UINT64_MAX);
    add(1);
    add(2);
    cr_assert_eq(events_read(events, list), 2);
    cr_expect(is_one(&list[0]) && is_one(&list[1]));
}

static void write_for_ever(uint32_t seed)
{
    for (;;)
        add(seed++);
}

/* Several processes write, each is killed somewhere; what is read meanwhile is whole. */
Test(events, writers_that_are_killed_leave_no_mixture)
{
    enum { WRITERS = 4, KILLS = 100 };
    pid_t writers[WRITERS] = {0};
    size_t read = 0;
    for (size_t i = 0; i < KILLS; i++) {
        pid_t *writer = &writers[i % WRITERS];
        if (*writer != 0) {
            kill(*writer, SIGKILL);
            waitpid(*writer, NULL, 0);
        }
        *writer = fork();
        if (*writer == 0)
            write_for_ever((uint32_t)i * 1000000);
        const size_t found = events_read(events, list);
        for (size_t e = 0; e < found; e++)
            cr_expect(is_one(&list[e]), "event %lu is a mixture", list[e].number);
        read += found;
    }
    for (size_t i = 0; i < WRITERS; i++) {
        kill(writers[i], SIGKILL);
        waitpid(writers[i], NULL, 0);
    }
    cr_expect_gt(read, KILLS);
    for (uint32_t i = 1; i <= EVENTS_MAX; i++)
        add(i);
    cr_expect_eq(events_read(events, list), EVENTS_MAX, "the ring is as good as new");
}

static void *add_later(void *unused)
{
    (void)unused;
    usleep(20000);
    add(1);
    return NULL;
}

Test(events, who_waits_is_woken)
{
    pthread_t thread;
    const uint32_t bell = events_bell(events);
    pthread_create(&thread, NULL, add_later, NULL);
    while (events_bell(events) == bell)
        cr_assert(events_wait(events, bell));
    cr_expect_eq(events_read(events, list), 1);
    cr_expect(events_wait(events, bell), "who comes late does not sleep");
    pthread_join(thread, NULL);
}
