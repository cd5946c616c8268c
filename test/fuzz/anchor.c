// SPDX-License-Identifier: MIT
/*
 * Any anchor and any segment behind it: attaching takes what is a table, changes nothing in
 * it, and leaves alone what is not ours.
 */
#include "common/anchor.h"
#include "common/attach.h"
#include "input.h"

#include <assert.h>
#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEGMENTS = 3, HEADER_WORDS = 8, NONCE = 0x5eed, PATH_SIZE = 64, TARGET_SIZE = 256 };

static char folder[] = "/tmp/mcshim-fuzz-XXXXXX";
static char anchor[PATH_SIZE];
static uint64_t ipc_namespace;
static uint64_t network_inode;

/* Of the right size, and of two wrong ones. Gone with this process, whatever its end. */
static int segments[SEGMENTS];
static struct table *tables[SEGMENTS];

static void remove_folder(void)
{
    unlink(anchor);
    rmdir(folder);
}

static uint64_t namespace_inode(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        err(EXIT_FAILURE, "%s", path);
    return status.st_ino;
}

static void prepare(void)
{
    static const size_t sizes[SEGMENTS] = {sizeof(struct table), sizeof(struct table) - 1,
                                           sizeof(struct table) + 1};
    if (mkdtemp(folder) == NULL)
        err(EXIT_FAILURE, "%s", folder);
    atexit(remove_folder);
    snprintf(anchor, sizeof anchor, "%s/table", folder);
    ipc_namespace = namespace_inode("/proc/self/ns/ipc");
    network_inode = namespace_inode("/proc/self/ns/net");
    for (size_t i = 0; i < SEGMENTS; i++) {
        segments[i] = shmget(IPC_PRIVATE, sizes[i], IPC_CREAT | 0600);
        void *address = shmat(segments[i], NULL, 0);
        if ((intptr_t)address == -1)
            err(EXIT_FAILURE, "shmat");
        tables[i] = address;
        shmctl(segments[i], IPC_RMID, NULL);
    }
}

static void write_header(struct table *table, struct input *input)
{
    poke(&table->magic, TABLE_MAGIC);
    poke(&table->version, TABLE_VERSION);
    poke(&table->size, sizeof *table);
    poke(&table->nonce, NONCE);
    poke(&table->network, network_inode);
    for (uint8_t count = input_byte(input) % 4; count > 0; count--)
        poke((shared_u64 *)table + input_below(input, HEADER_WORDS), input_word(input, NONCE));
}

/* Named in full, or in pieces of the input's own between the colons. */
static void print_target(char target[static TARGET_SIZE], struct input *input)
{
    char text[TARGET_SIZE];
    const unsigned long segment = (unsigned)segments[input_below(input, SEGMENTS)];
    const uint8_t kind = input_byte(input);
    input_text(input, text, sizeof text / 2);
    switch (kind % 4) {
    case 0:
        snprintf(target, TARGET_SIZE, "mcshim2:%lu:%lu:%d", ipc_namespace, segment, NONCE);
        break;
    case 1:
        snprintf(target, TARGET_SIZE, "mcshim2:%lu:%lu:%.120s", ipc_namespace, segment, text);
        break;
    case 2:
        snprintf(target, TARGET_SIZE, "mcshim2:%.120s", text);
        break;
    default:
        snprintf(target, TARGET_SIZE, "%.120s", text);
    }
}

/* Something that is no link, or a link as the input says. */
static void make_anchor(char target[static TARGET_SIZE], struct input *input)
{
    const uint8_t kind = input_byte(input);
    *target = '\0';
    if (kind == 1)
        mkfifo(anchor, 0600);
    else if (kind == 2)
        mkdir(anchor, 0700);
    else if (kind == 3)
        close(open(anchor, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    else {
        print_target(target, input);
        if (*target != '\0' && symlink(target, anchor) != 0)
            err(EXIT_FAILURE, "symlink");
    }
}

static void expect_target(const char *target)
{
    char found[TARGET_SIZE];
    const ssize_t length = readlink(anchor, found, sizeof found - 1);
    assert(length == (ssize_t)strlen(target) || (length < 0 && *target == '\0'));
    assert(length < 0 || memcmp(found, target, (size_t)length) == 0);
}

/* What was read is written again, and read again. */
static void check_round_trip(const struct segment_name *name)
{
    struct segment_name again;
    const struct segment_name other = {name->ipc_namespace, name->segment, ~name->nonce, 0};
    char beside[PATH_SIZE];
    snprintf(beside, sizeof beside, "%s/again", folder);
    assert(anchor_create(beside, name));
    assert(!anchor_create(beside, name));
    assert(anchor_replace(beside, name, &other));
    assert(anchor_replace(beside, &other, name));
    assert(anchor_read(beside, ANCHOR_BY_US, &again) == ANCHOR_GOOD);
    assert(memcmp(name, &again, sizeof again) == 0);
    unlink(beside);
}

/* Only our own segment can be, if it holds a table and the anchor names it rightly. */
static bool names_table(const struct segment_name *name)
{
    const struct table *table = tables[0];
    return name->ipc_namespace == ipc_namespace && (int)name->segment == segments[0] &&
           peek(&table->magic) == TABLE_MAGIC && peek(&table->version) == TABLE_VERSION &&
           peek(&table->size) == sizeof *table && peek(&table->nonce) == name->nonce;
}

static bool try_attach(enum attach_mode mode)
{
    const char *problem;
    struct table *found = table_attach(anchor, mode, &problem);
    assert((found == NULL) == (problem != NULL));
    if (found != NULL)
        table_unmap(found);
    return found != NULL;
}

/* Shared, a link whose segment is gone is replaced; what is no link of ours stays. */
static void try_sharing(bool is_table, bool is_gone, const char *target)
{
    struct segment_name made;
    const bool is_our_network = peek(&tables[0]->network) == network_inode;
    assert(try_attach(ATTACH_SHARE) == (is_gone || (is_table && is_our_network)));
    if (!is_gone) {
        expect_target(target);
        return;
    }
    assert(anchor_read(anchor, ANCHOR_BY_US, &made) == ANCHOR_GOOD);
    shmctl((int)made.segment, IPC_RMID, NULL);
}

static void try_anchor(const char *target)
{
    struct segment_name name = {0};
    const enum anchor_state state = anchor_read(anchor, ANCHOR_BY_US, &name);
    const bool is_table = state == ANCHOR_GOOD && names_table(&name);
    const bool is_gone = state == ANCHOR_GOOD && name.ipc_namespace == ipc_namespace && !is_table;
    if (state == ANCHOR_GOOD)
        check_round_trip(&name);
    assert(try_attach(ATTACH_READ) == is_table);
    expect_target(target);
    try_sharing(is_table, is_gone || state == ANCHOR_MISSING, target);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char target[TARGET_SIZE];
    uint64_t before[HEADER_WORDS];
    struct input input = {bytes, size};
    if (tables[0] == NULL)
        prepare();
    write_header(tables[0], &input);
    write_header(tables[1], &input);
    make_anchor(target, &input);
    memcpy(before, tables[0], sizeof before);
    try_anchor(target);
    assert(memcmp(before, tables[0], sizeof before) == 0);
    if (unlink(anchor) != 0)
        rmdir(anchor);
    return 0;
}
