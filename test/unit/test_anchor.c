// SPDX-License-Identifier: MIT
#include "common/anchor.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct segment_name name = {4026531839, 32769, UINT64_MAX, 0};

TestSuite(anchor, .init = scratch_make, .fini = scratch_remove);

static void expect_target(const char *path, const char *expected)
{
    char target[128] = "";
    cr_assert_gt(readlink(path, target, sizeof target - 1), 0);
    cr_expect_str_eq(target, expected);
}

Test(anchor, what_is_created_reads_the_same)
{
    char path[SCRATCH_PATH_MAX];
    struct segment_name found;
    cr_assert(anchor_create(scratch_path("table", path), &name));
    cr_assert_eq(anchor_read(path, ANCHOR_BY_US, &found), ANCHOR_GOOD);
    cr_expect_eq(found.ipc_namespace, name.ipc_namespace);
    cr_expect_eq(found.segment, name.segment);
    cr_expect_eq(found.nonce, name.nonce);
    expect_target(path, "mcshim2:4026531839:32769:18446744073709551615");
}

Test(anchor, the_longest_name_fits)
{
    char path[SCRATCH_PATH_MAX];
    struct segment_name found;
    const struct segment_name longest = {UINT64_MAX, UINT64_MAX, UINT64_MAX, 0};
    cr_assert(anchor_create(scratch_path("table", path), &longest));
    cr_assert_eq(anchor_read(path, ANCHOR_BY_US, &found), ANCHOR_GOOD);
    cr_expect_eq(found.segment, UINT64_MAX);
}

Test(anchor, nothing_is_missing)
{
    char path[SCRATCH_PATH_MAX];
    struct segment_name found;
    cr_expect_eq(anchor_read(scratch_path("table", path), ANCHOR_BY_US, &found), ANCHOR_MISSING);
    cr_expect_eq(anchor_read(scratch_path("no/folder", path), ANCHOR_BY_US, &found),
                 ANCHOR_MISSING);
}

Test(anchor, whatever_is_there_is_not_overwritten)
{
    char path[SCRATCH_PATH_MAX];
    const struct segment_name other = {1, 2, 3, 0};
    cr_assert(anchor_create(scratch_path("table", path), &name));
    cr_expect_not(anchor_create(path, &other));
    expect_target(path, "mcshim2:4026531839:32769:18446744073709551615");
}

Test(anchor, replacing_leaves_nothing_beside)
{
    char path[SCRATCH_PATH_MAX];
    char beside[SCRATCH_PATH_MAX];
    const struct segment_name other = {1, 2, 3, 0};
    cr_assert(anchor_create(scratch_path("table", path), &name));
    cr_expect(anchor_replace(path, &name, &other));
    expect_target(path, "mcshim2:1:2:3");
    cr_expect_neq(access(scratch_path("table.3", beside), F_OK), 0);
    cr_expect_neq(access(scratch_path("table.18446744073709551615", beside), F_OK), 0);
}

Test(anchor, what_was_replaced_already_is_not_replaced)
{
    char path[SCRATCH_PATH_MAX];
    const struct segment_name second = {1, 2, 3, 0};
    const struct segment_name third = {4, 5, 6, 0};
    cr_assert(anchor_create(scratch_path("table", path), &name));
    cr_assert(anchor_replace(path, &name, &second));
    cr_expect_not(anchor_replace(path, &name, &third));
    expect_target(path, "mcshim2:1:2:3");
}

Test(anchor, replacing_a_folder_fails_and_leaves_nothing_beside)
{
    char path[SCRATCH_PATH_MAX];
    char beside[SCRATCH_PATH_MAX];
    struct stat stat_buffer;
    const struct segment_name other = {1, 2, 3, 0};
    cr_assert_eq(mkdir(scratch_path("table", path), 0700), 0);
    cr_expect_not(anchor_replace(path, &other, &name));
    cr_expect_neq(lstat(scratch_path("table.18446744073709551615", beside), &stat_buffer), 0);
}

Test(anchor, a_link_that_says_anything_else_is_foreign)
{
    static const char *const targets[] = {
        "/etc/passwd",
        "mcshim2",
        "mcshim2:",
        "mcshim2:1:2",
        "mcshim2:1:2:",
        "mcshim2:1:2:3:",
        "mcshim2:1:2:3:4",
        "mcshim2:1:2:3 ",
        "mcshim2:1:-2:3",
        "mcshim2:1::3",
        "mcshim2:1:2:18446744073709551616",
        "mcshim2:1:2:0000000000000000000000000000000000000000000000000000000000000000000003",
        "mcshim:1:2:3",
        "xmcshim2:1:2:3",
    };
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        char path[SCRATCH_PATH_MAX];
        struct segment_name found;
        cr_assert_eq(symlink(targets[i], scratch_path("table", path)), 0);
        cr_expect_eq(anchor_read(path, ANCHOR_BY_US, &found), ANCHOR_FOREIGN, "%s", targets[i]);
        unlink(path);
    }
}

Test(anchor, another_version_s_is_known_as_such)
{
    char path[SCRATCH_PATH_MAX];
    struct segment_name found;
    cr_assert_eq(symlink("mcshim3:who:knows", scratch_path("table", path)), 0);
    cr_expect_eq(anchor_read(path, ANCHOR_BY_ANYBODY, &found), ANCHOR_OTHER_VERSION);
}

/* As a user who is neither root nor the link's owner; needs root to become one. */
static enum anchor_state read_as_nobody(mode_t folder_mode, uid_t owner)
{
    enum { NOBODY = 65534 };
    char path[SCRATCH_PATH_MAX];
    char folder[SCRATCH_PATH_MAX];
    struct segment_name found;
    if (geteuid() != 0)
        cr_skip_test("only root can give a link to somebody else");
    cr_assert(anchor_create(scratch_path("table", path), &name));
    cr_assert_eq(lchown(path, owner, (gid_t)-1), 0);
    cr_assert_eq(chmod(scratch_path(".", folder), folder_mode), 0);
    cr_assert_eq(seteuid(NOBODY), 0);
    const enum anchor_state state = anchor_read(path, ANCHOR_BY_US, &found);
    cr_assert_eq(seteuid(0), 0);
    return state;
}

Test(anchor, a_stranger_s_link_in_a_folder_for_all_is_not_ours)
{
    cr_expect_eq(read_as_nobody(01777, 4242), ANCHOR_NOT_OURS);
}

Test(anchor, our_own_link_in_a_folder_for_all_is_ours)
{
    cr_expect_eq(read_as_nobody(01777, 65534), ANCHOR_GOOD);
}

Test(anchor, root_s_link_in_a_folder_for_all_is_trusted)
{
    cr_expect_eq(read_as_nobody(01777, 0), ANCHOR_GOOD);
}

Test(anchor, a_folder_that_not_all_may_write_is_trusted)
{
    cr_expect_eq(read_as_nobody(0775, 4242), ANCHOR_GOOD);
}
