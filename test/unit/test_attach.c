// SPDX-License-Identifier: MIT
#include "anchored.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(attach, .init = anchored_begin, .fini = scratch_remove);

Test(attach, the_first_makes_an_empty_table)
{
    const struct table *table = attached(ATTACH_SHARE);
    cr_expect_eq(peek(&table->magic), TABLE_MAGIC);
    cr_expect_eq(peek(&table->version), TABLE_VERSION);
    cr_expect_eq(peek(&table->size), sizeof *table);
    cr_expect_eq(peek(&table->nonce), anchored().nonce);
    cr_expect_eq(peek(&table->generation), 0);
    cr_expect_eq(segments_made_by(getpid()), 1);
}

Test(attach, whoever_comes_later_gets_the_same_and_resets_nothing)
{
    struct table *first = attached(ATTACH_SHARE);
    poke(&first->generation, 4242);
    struct table *second = attached(ATTACH_SHARE);
    cr_expect_neq(first, second);
    cr_expect_eq(peek(&second->generation), 4242);
    poke(&second->generation, 4243);
    cr_expect_eq(peek(&first->generation), 4243);
    cr_expect_eq(segments_made_by(getpid()), 1);
}

Test(attach, the_table_outlives_who_made_it)
{
    struct table *first = attached(ATTACH_SHARE);
    poke(&first->generation, 4242);
    table_unmap(first);
    cr_expect_eq(peek(&attached(ATTACH_SHARE)->generation), 4242);
}

/* However they come in each other's way, they end up with one table between them. */
static void expect_one_table_for_many(void)
{
    enum { CHILDREN = 16 };
    pid_t children[CHILDREN];
    size_t segments = 0;
    for (size_t i = 0; i < CHILDREN; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            const char *problem;
            struct table *table = table_attach(anchor, ATTACH_SHARE, &problem);
            if (table != NULL)
                count(&table->generation, 1);
            _exit(0);
        }
    }
    for (size_t i = 0; i < CHILDREN; i++) {
        waitpid(children[i], NULL, 0);
        segments += segments_made_by(children[i]);
    }
    struct table *table = attached(ATTACH_READ);
    cr_expect_eq(peek(&table->generation), CHILDREN);
    table_unmap(table); /* a segment that somebody has mapped is not gone when it is removed */
    cr_expect_eq(segments, 1, "who comes second removes what it made");
}

Test(attach, many_at_once_get_one_table)
{
    expect_one_table_for_many();
}

Test(attach, many_at_once_replace_a_table_once)
{
    enum { ROUNDS = 20 };
    table_unmap(attached(ATTACH_SHARE));
    for (int i = 0; i < ROUNDS; i++) {
        cr_assert_eq(shmctl((int)anchored().segment, IPC_RMID, NULL), 0);
        expect_one_table_for_many();
    }
}

Test(attach, a_reader_makes_nothing)
{
    struct stat found;
    expect_refused(ATTACH_READ, "no table yet");
    cr_expect_neq(lstat(anchor, &found), 0);
    cr_expect_eq(segments_made_by(getpid()), 0);
}

Test(attach, a_reader_sees_what_others_write)
{
    struct table *writer = attached(ATTACH_SHARE);
    const struct table *reader = attached(ATTACH_READ);
    poke(&writer->generation, 4242);
    cr_expect_eq(peek(&reader->generation), 4242);
}

enum { FAULTED = 42 };

static void end_at_fault(int signal_number)
{
    (void)signal_number;
    _exit(FAULTED);
}

/* In a child, so that this one can tidy up. */
Test(attach, a_reader_cannot_write)
{
    int status;
    attached(ATTACH_SHARE);
    struct table *table = attached(ATTACH_READ);
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, end_at_fault);
        poke(&table->generation, 1);
        _exit(0);
    }
    waitpid(child, &status, 0);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == FAULTED);
}

static mode_t segment_mode(void)
{
    struct shmid_ds info;
    cr_assert_eq(shmctl((int)anchored().segment, IPC_STAT, &info), 0);
    return info.shm_perm.mode & 0777;
}

Test(attach, nobody_but_its_maker_may_read_or_write)
{
    attached(ATTACH_SHARE);
    cr_expect_eq(segment_mode(), 0600);
}

Test(attach, in_a_folder_of_a_group_the_group_may)
{
    char folder[SCRATCH_PATH_MAX];
    cr_assert_eq(chmod(scratch_path(".", folder), 0770), 0);
    attached(ATTACH_SHARE);
    cr_expect_eq(segment_mode(), 0660);
}

Test(attach, in_a_folder_for_all_the_group_may_not)
{
    char folder[SCRATCH_PATH_MAX];
    cr_assert_eq(chmod(scratch_path(".", folder), 01777), 0);
    attached(ATTACH_SHARE);
    cr_expect_eq(segment_mode(), 0600);
}

Test(attach, errno_stays)
{
    const char *problem;
    errno = EXDEV;
    table_attach(anchor, ATTACH_READ, &problem);
    cr_expect_eq(errno, EXDEV);
    table_unmap(table_attach(anchor, ATTACH_SHARE, &problem));
    cr_expect_eq(errno, EXDEV);
}

Test(attach, a_private_table_is_shared_with_children_alone)
{
    struct table *table = table_private();
    cr_assert_neq(table, NULL);
    cr_expect_eq(peek(&table->magic), TABLE_MAGIC);
    const pid_t child = fork();
    if (child == 0) {
        count(&table->generation, 1);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    cr_expect_eq(peek(&table->generation), 1);
    cr_expect_eq(segments_made_by(getpid()), 0);
    table_unmap(table);
}

Test(attach, each_user_has_a_table_of_its_own_on_the_machine)
{
    char root[ANCHOR_PATH_MAX];
    char other[ANCHOR_PATH_MAX];
    cr_assert(machine_anchor(0, root));
    cr_assert(machine_anchor((uid_t)-1, other));
    cr_expect_eq(strncmp(root, "/dev/shm/mcshim2-0-", 19), 0, "%s", root);
    cr_expect_eq(strncmp(other, "/dev/shm/mcshim2-4294967295-", 28), 0, "%s", other);
}
