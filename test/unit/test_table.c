// SPDX-License-Identifier: MIT
#include "common/attach.h"
#include "common/table.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A test that waits for a bell must not wait for ever. */
enum { PATIENCE_S = 30 };

static struct table *table;

static void make_table(void)
{
    table = table_private();
    cr_assert_neq(table, NULL);
}

TestSuite(table, .init = make_table, .timeout = PATIENCE_S);

static struct endpoint endpoint_of(const char *text)
{
    struct endpoint endpoint;
    cr_assert(endpoint_parse(&endpoint, text));
    return endpoint;
}

static struct node *find(const char *text)
{
    const struct endpoint endpoint = endpoint_of(text);
    return table_find(table, &endpoint);
}

Test(table, a_node_keeps_its_slot)
{
    struct node *node = find("192.0.2.1:11211");
    cr_assert_neq(node, NULL);
    cr_expect_eq(find("192.0.2.1:11211"), node);
    cr_expect_eq(find("[::ffff:192.0.2.1]:11211"), node);
}

Test(table, another_node_gets_another_slot)
{
    cr_expect_neq(find("192.0.2.1:11211"), find("192.0.2.1:11212"));
    cr_expect_neq(find("192.0.2.1:11211"), find("192.0.2.2:11211"));
}

Test(table, a_slot_knows_its_endpoint)
{
    struct endpoint found;
    const struct endpoint expected = endpoint_of("[2001:db8::1]:11211");
    cr_assert(node_endpoint(find("[2001:db8::1]:11211"), &found));
    cr_expect(endpoint_equal(&found, &expected));
}

Test(table, a_free_slot_has_no_endpoint)
{
    struct endpoint found;
    cr_expect_not(node_endpoint(&table->nodes[0], &found));
}

/* Whoever took the slot died before it wrote the key, or only half of it. */
Test(table, a_slot_without_its_key_has_no_endpoint_until_somebody_asks_for_it)
{
    struct endpoint found;
    struct node *node = find("192.0.2.1:11211");
    poke(&node->key[2], 0);
    cr_expect_not(node_endpoint(node, &found));
    cr_expect_eq(find("192.0.2.1:11211"), node);
    cr_expect(node_endpoint(node, &found));
}

Test(table, a_spoilt_key_is_no_endpoint)
{
    struct endpoint found;
    struct node *node = find("192.0.2.1:11211");
    poke(&node->key[0], UINT64_MAX);
    cr_expect_not(node_endpoint(node, &found));
}

static struct node *find_numbered(unsigned number)
{
    char text[ENDPOINT_TEXT_MAX];
    snprintf(text, sizeof text, "10.0.%u.%u:11211", number / 256, number % 256);
    return find(text);
}

Test(table, three_quarters_of_the_slots_can_be_had)
{
    struct node *found[TABLE_NODES * 3 / 4];
    const unsigned count = sizeof found / sizeof found[0];
    for (unsigned i = 0; i < count; i++) {
        found[i] = find_numbered(i);
        cr_assert_neq(found[i], NULL, "%u", i);
    }
    for (unsigned i = 0; i < count; i++)
        cr_assert_eq(find_numbered(i), found[i], "%u", i);
}

Test(table, a_full_table_has_no_slot_for_newcomers_only)
{
    struct node *node = find("192.0.2.1:11211");
    for (size_t i = 0; i < TABLE_NODES; i++)
        if (peek(&table->nodes[i].tag) == 0)
            poke(&table->nodes[i].tag, 1);
    cr_expect_eq(find("192.0.2.2:11211"), NULL);
    cr_expect_eq(find("192.0.2.1:11211"), node);
}

static size_t prepared;

static void prepare(struct process *process)
{
    (void)process;
    prepared++;
}

Test(table, who_enlists_gets_a_slot_of_its_own)
{
    struct process *first = table_enlist(table, 4711, prepare);
    struct process *second = table_enlist(table, 4712, prepare);
    cr_assert_neq(first, NULL);
    cr_assert_neq(second, NULL);
    cr_expect_neq(first, second);
    cr_expect(process_alive(first));
    cr_expect(process_alive(second));
    cr_expect_eq(prepared, 2, "the kernel is told of the slots that are tried, and of no others");
}

Test(table, when_all_slots_are_taken_there_is_none)
{
    for (uint32_t i = 0; i < TABLE_PROCESSES; i++)
        cr_assert_neq(table_enlist(table, i + 1, prepare), NULL);
    cr_expect_eq(table_enlist(table, 4711, prepare), NULL);
}

Test(table, the_slot_of_a_keeper_that_ended_is_free)
{
    struct process *process = table_enlist(table, 4711, prepare);
    atomic_store(&process->keeper, 4711 | FUTEX_OWNER_DIED);
    cr_expect_not(process_alive(process));
    cr_expect_eq(table_enlist(table, 4712, prepare), process);
    cr_expect(process_alive(process));
}

Test(table, a_free_slot_is_not_alive)
{
    cr_expect_not(process_alive(&table->processes[0]));
    atomic_store(&table->processes[0].keeper, FUTEX_OWNER_DIED | FUTEX_WAITERS);
    cr_expect_not(process_alive(&table->processes[0]));
}

static struct robust_list entry;
static struct robust_list_head robust = {.list = {&entry}};

/* As the keeper does it. */
static void tell_kernel(struct process *process)
{
    entry.next = &robust.list;
    robust.futex_offset = (long)((uintptr_t)&process->keeper - (uintptr_t)&entry);
    syscall(SYS_set_robust_list, &robust, sizeof robust);
}

Test(table, the_kernel_frees_the_slot_of_who_is_killed)
{
    struct process *process = &table->processes[0];
    int ready[2];
    char byte;
    cr_assert_eq(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        table_enlist(table, (uint32_t)gettid(), tell_kernel);
        if (write(ready[1], "", 1) == 1)
            pause();
        _exit(1);
    }
    cr_assert_eq(read(ready[0], &byte, 1), 1);
    cr_expect(process_alive(process));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    cr_expect_not(process_alive(process));
    cr_expect_eq(table_enlist(table, 4711, prepare), process);
}

static void expect_command(const char *given, const char *expected)
{
    char command[PROCESS_COMMAND_MAX + 1];
    struct process *process = &table->processes[0];
    process_set_command(process, given);
    process_command(process, command);
    cr_expect_str_eq(command, expected);
}

Test(table, commands)
{
    expect_command("a command that is far too long for its slot", "a command that is far to");
    expect_command("exactly twenty-four char", "exactly twenty-four char");
    expect_command("nova-api", "nova-api");
    expect_command("", "");
}

Test(table, a_command_without_an_end_ends)
{
    char command[PROCESS_COMMAND_MAX + 1];
    for (size_t i = 0; i < PROCESS_COMMAND_MAX / sizeof(uint64_t); i++)
        poke(&table->processes[0].command[i], UINT64_C(0x4141414141414141));
    process_command(&table->processes[0], command);
    cr_expect_eq(strlen(command), PROCESS_COMMAND_MAX);
}

Test(table, all_that_are_alive_are_rung)
{
    const struct process *alive = table_enlist(table, 4711, prepare);
    struct process *ended = table_enlist(table, 4712, prepare);
    atomic_store(&ended->keeper, 4712 | FUTEX_OWNER_DIED);
    errno = EXDEV;
    table_ring(table);
    cr_expect_eq(errno, EXDEV);
    cr_expect_eq(atomic_load(&alive->bell), 1);
    cr_expect_eq(atomic_load(&ended->bell), 0);
}

/* Waits in another process until its bell has rung; the suite's timeout is the failure. */
Test(table, a_bell_wakes_who_sleeps_in_another_process)
{
    int status;
    struct process *process = table_enlist(table, 4711, prepare);
    const pid_t child = fork();
    if (child == 0) {
        while (atomic_load(&process->bell) == 0)
            syscall(SYS_futex, &process->bell, FUTEX_WAIT, 0, NULL, NULL, 0);
        _exit(0);
    }
    process_ring(process);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect_eq(status, 0);
}
