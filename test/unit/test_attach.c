// SPDX-License-Identifier: MIT
#include "common/anchor.h"
#include "common/attach.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char anchor[SCRATCH_PATH_MAX];

static void begin(void)
{
    scratch_make();
    scratch_path("table", anchor);
}

TestSuite(attach, .init = begin, .fini = scratch_remove);

static struct table *attached(enum attach_mode mode)
{
    const char *problem;
    struct table *table = table_attach(anchor, mode, &problem);
    cr_assert_neq(table, NULL, "%s", problem);
    cr_expect_eq(problem, NULL);
    return table;
}

static void expect_refused(enum attach_mode mode, const char *why)
{
    const char *problem;
    cr_expect_eq(table_attach(anchor, mode, &problem), NULL);
    cr_assert_neq(problem, NULL);
    cr_expect_neq(strstr(problem, why), NULL, "\"%s\" does not say \"%s\"", problem, why);
}

static struct segment_name anchored(void)
{
    struct segment_name name;
    cr_assert_eq(anchor_read(anchor, &name), ANCHOR_GOOD);
    return name;
}

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

Test(attach, many_at_once_get_one_table)
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
    cr_expect_eq(peek(&attached(ATTACH_READ)->generation), CHILDREN);
    cr_expect_eq(segments, 1, "who comes second removes what it made");
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

Test(attach, a_table_whose_segment_is_gone_is_replaced)
{
    table_unmap(attached(ATTACH_SHARE));
    const struct segment_name old = anchored();
    cr_assert_eq(shmctl((int)old.segment, IPC_RMID, NULL), 0);
    expect_refused(ATTACH_READ, "gone");
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().nonce, old.nonce);
}

/* An anchor that names a segment which is not the table it was. */
static void anchor_segment(int segment, uint64_t nonce)
{
    struct stat space;
    cr_assert_eq(stat("/proc/self/ns/ipc", &space), 0);
    const struct segment_name name = {space.st_ino, (uint64_t)segment, nonce};
    cr_assert(anchor_create(anchor, &name));
}

Test(attach, a_segment_of_another_size_is_replaced_and_left_alone)
{
    const int small = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    anchor_segment(small, 1);
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().segment, small);
    cr_expect_eq(segments_made_by(getpid()), 2);
}

Test(attach, a_segment_of_another_nonce_is_replaced_and_left_alone)
{
    struct table *old = attached(ATTACH_SHARE);
    const struct segment_name name = anchored();
    unlink(anchor);
    anchor_segment((int)name.segment, name.nonce + 1);
    expect_refused(ATTACH_READ, "gone");
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().segment, name.segment);
    cr_expect_eq(peek(&old->nonce), name.nonce);
}

Test(attach, a_table_with_a_spoilt_header_is_replaced)
{
    struct table *old = attached(ATTACH_SHARE);
    const uint64_t segment = anchored().segment;
    poke(&old->version, TABLE_VERSION + 1);
    expect_refused(ATTACH_READ, "gone");
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().segment, segment);
}

Test(attach, a_segment_number_beyond_all_is_replaced)
{
    anchor_segment(-1, 1);
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().segment, UINT64_MAX);
}

Test(attach, another_ipc_namespace_is_refused)
{
    const struct segment_name name = {1, 0, 0};
    cr_assert(anchor_create(anchor, &name));
    expect_refused(ATTACH_SHARE, "IPC namespace");
    expect_refused(ATTACH_READ, "IPC namespace");
    cr_expect_eq(anchored().ipc_namespace, 1);
}

Test(attach, another_network_s_table_can_be_read_alone)
{
    struct table *table = attached(ATTACH_SHARE);
    poke(&table->network, peek(&table->network) + 1);
    expect_refused(ATTACH_SHARE, "another network namespace");
    cr_expect_eq(peek(&attached(ATTACH_READ)->nonce), anchored().nonce);
}

/* Whatever is there is refused in both ways and stays what it was. */
static void expect_left_alone(void)
{
    struct stat before;
    struct stat after;
    cr_assert_eq(lstat(anchor, &before), 0);
    expect_refused(ATTACH_SHARE, "not the anchor");
    expect_refused(ATTACH_READ, "not the anchor");
    cr_assert_eq(lstat(anchor, &after), 0);
    cr_expect_eq(after.st_ino, before.st_ino);
    cr_expect_eq(after.st_mode, before.st_mode);
    cr_expect_eq(after.st_size, before.st_size);
    cr_expect_eq(after.st_ctim.tv_nsec, before.st_ctim.tv_nsec);
    cr_expect_eq(segments_made_by(getpid()), 0);
}

static void make_file(const char *path)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    cr_assert_eq(write(fd, "precious", 8), 8);
    close(fd);
}

Test(attach, a_file_is_left_alone)
{
    make_file(anchor);
    expect_left_alone();
}

Test(attach, a_folder_is_left_alone)
{
    cr_assert_eq(mkdir(anchor, 0700), 0);
    expect_left_alone();
}

/* To open it would wait for a writer. */
Test(attach, a_fifo_is_left_alone)
{
    cr_assert_eq(mkfifo(anchor, 0600), 0);
    expect_left_alone();
}

Test(attach, a_link_elsewhere_is_left_alone_and_not_followed)
{
    char victim[SCRATCH_PATH_MAX];
    struct stat found;
    make_file(scratch_path("victim", victim));
    cr_assert_eq(symlink(victim, anchor), 0);
    expect_left_alone();
    cr_assert_eq(stat(victim, &found), 0);
    cr_expect_eq(found.st_size, 8);
}

Test(attach, another_version_s_anchor_is_left_alone)
{
    cr_assert_eq(symlink("mcshim2:1:2:3", anchor), 0);
    expect_left_alone();
}

Test(attach, without_a_folder_there_is_no_table_and_nothing_remains)
{
    scratch_path("no/folder", anchor);
    expect_refused(ATTACH_SHARE, "could not be made");
    cr_expect_eq(segments_made_by(getpid()), 0);
}

static mode_t segment_mode(void)
{
    struct shmid_ds info;
    cr_assert_eq(shmctl((int)anchored().segment, IPC_STAT, &info), 0);
    return info.shm_perm.mode & 0777;
}

Test(attach, all_may_read_but_only_its_maker_may_write)
{
    attached(ATTACH_SHARE);
    cr_expect_eq(segment_mode(), 0644);
}

Test(attach, in_a_folder_of_a_group_the_group_may_write)
{
    char folder[SCRATCH_PATH_MAX];
    cr_assert_eq(chmod(scratch_path(".", folder), 0770), 0);
    attached(ATTACH_SHARE);
    cr_expect_eq(segment_mode(), 0664);
}

Test(attach, in_a_folder_for_all_the_group_may_not_write)
{
    char folder[SCRATCH_PATH_MAX];
    cr_assert_eq(chmod(scratch_path(".", folder), 01777), 0);
    attached(ATTACH_SHARE);
    cr_expect_eq(segment_mode(), 0644);
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
    cr_expect_eq(strncmp(root, "/dev/shm/mcshim-0-", 18), 0, "%s", root);
    cr_expect_eq(strncmp(other, "/dev/shm/mcshim-4294967295-", 27), 0, "%s", other);
}
