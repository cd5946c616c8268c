// SPDX-License-Identifier: MIT
/* What table_attach() makes of anchors that do not lead to a good table. */
#include "anchored.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(distrust, .init = anchored_begin, .fini = scratch_remove);

Test(distrust, a_table_whose_segment_is_gone_is_replaced)
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
    const struct segment_name name = {space.st_ino, (uint64_t)segment, nonce, 0};
    cr_assert(anchor_create(anchor, &name));
}

Test(distrust, a_segment_of_another_size_is_replaced_and_left_alone)
{
    const int small = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    anchor_segment(small, 1);
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().segment, small);
    cr_expect_eq(segments_made_by(getpid()), 2);
}

Test(distrust, a_segment_of_another_nonce_is_replaced_and_left_alone)
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

Test(distrust, a_table_with_a_spoilt_header_is_replaced)
{
    struct table *old = attached(ATTACH_SHARE);
    const uint64_t segment = anchored().segment;
    poke(&old->version, TABLE_VERSION + 1);
    expect_refused(ATTACH_READ, "gone");
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().segment, segment);
}

Test(distrust, a_segment_number_beyond_all_is_replaced)
{
    anchor_segment(-1, 1);
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().segment, UINT64_MAX);
}

/* Numbers are given again after ipcrm(1), and anybody can read the nonce. */
Test(distrust, a_segment_that_another_user_made_is_replaced)
{
    if (geteuid() != 0)
        cr_skip_test("only root can become somebody else");
    const struct table *ours = attached(ATTACH_SHARE);
    struct segment_name name = anchored();
    cr_assert_eq(seteuid(4242), 0);
    name.segment = (uint64_t)shmget(IPC_PRIVATE, sizeof *ours, IPC_CREAT | 0666);
    cr_assert_eq(seteuid(0), 0);
    struct table *theirs = shmat((int)name.segment, NULL, 0);
    poke(&theirs->version, peek(&ours->version));
    poke(&theirs->size, peek(&ours->size));
    poke(&theirs->nonce, name.nonce);
    poke(&theirs->network, peek(&ours->network));
    poke(&theirs->magic, peek(&ours->magic));
    unlink(anchor);
    anchor_segment((int)name.segment, name.nonce);
    expect_refused(ATTACH_READ, "gone");
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().segment, name.segment);
    shmctl((int)name.segment, IPC_RMID, NULL);
}

Test(distrust, another_ipc_namespace_is_refused)
{
    const struct segment_name name = {1, 0, 0, 0};
    cr_assert(anchor_create(anchor, &name));
    expect_refused(ATTACH_SHARE, "IPC namespace");
    expect_refused(ATTACH_READ, "IPC namespace");
    cr_expect_eq(anchored().ipc_namespace, 1);
}

Test(distrust, another_network_s_table_can_be_read_alone)
{
    struct table *table = attached(ATTACH_SHARE);
    poke(&table->network, peek(&table->network) + 1);
    expect_refused(ATTACH_SHARE, "another network namespace");
    cr_expect_eq(peek(&attached(ATTACH_READ)->nonce), anchored().nonce);
}

/* Who died while replacing an anchor holds nobody up for long. */
Test(distrust, a_dead_one_s_claim_is_dropped)
{
    char claim[SCRATCH_PATH_MAX];
    char name[32];
    table_unmap(attached(ATTACH_SHARE));
    const struct segment_name old = anchored();
    snprintf(name, sizeof name, "table.%" PRIu64, old.nonce);
    cr_assert_eq(shmctl((int)old.segment, IPC_RMID, NULL), 0);
    cr_assert_eq(link(anchor, scratch_path(name, claim)), 0);
    expect_refused(ATTACH_SHARE, "could not be made");
    sleep(4);
    attached(ATTACH_SHARE);
    cr_expect_neq(anchored().nonce, old.nonce);
    cr_expect_neq(access(claim, F_OK), 0);
}

Test(distrust, a_stranger_s_table_can_be_inspected_alone)
{
    if (geteuid() != 0)
        cr_skip_test("only root can give a link to somebody else");
    attached(ATTACH_SHARE);
    char folder[SCRATCH_PATH_MAX];
    cr_assert_eq(chmod(scratch_path(".", folder), 01777), 0);
    cr_assert_eq(lchown(anchor, 4242, (gid_t)-1), 0);
    expect_refused(ATTACH_SHARE, "another user");
    expect_refused(ATTACH_READ, "another user");
    cr_expect_eq(peek(&attached(ATTACH_INSPECT)->magic), TABLE_MAGIC);
}

/* Whatever is there is refused in both ways and stays what it was. */
static void expect_left_alone(const char *why)
{
    struct stat before;
    struct stat after;
    cr_assert_eq(lstat(anchor, &before), 0);
    expect_refused(ATTACH_SHARE, why);
    expect_refused(ATTACH_READ, why);
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

Test(distrust, a_file_is_left_alone)
{
    make_file(anchor);
    expect_left_alone("not the anchor");
}

Test(distrust, a_folder_is_left_alone)
{
    cr_assert_eq(mkdir(anchor, 0700), 0);
    expect_left_alone("not the anchor");
}

/* To open it would wait for a writer. */
Test(distrust, a_fifo_is_left_alone)
{
    cr_assert_eq(mkfifo(anchor, 0600), 0);
    expect_left_alone("not the anchor");
}

Test(distrust, a_link_elsewhere_is_left_alone_and_not_followed)
{
    char victim[SCRATCH_PATH_MAX];
    struct stat found;
    make_file(scratch_path("victim", victim));
    cr_assert_eq(symlink(victim, anchor), 0);
    expect_left_alone("not the anchor");
    cr_assert_eq(stat(victim, &found), 0);
    cr_expect_eq(found.st_size, 8);
}

Test(distrust, another_version_s_anchor_is_left_alone)
{
    cr_assert_eq(symlink("mcshim3:1:2:3", anchor), 0);
    expect_left_alone("another version");
}

Test(distrust, without_a_folder_there_is_no_table_and_nothing_remains)
{
    scratch_path("no/folder", anchor);
    expect_refused(ATTACH_SHARE, "No such file or directory");
    cr_expect_eq(segments_made_by(getpid()), 0);
}
