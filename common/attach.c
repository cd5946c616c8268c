// SPDX-License-Identifier: MIT
#include "attach.h"

#include "anchor.h"
#include "parse.h"

#include <errno.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Others may come first, or remove the segment, between any two of our steps. */
enum { ATTEMPTS = 8 };

static uint64_t namespace_inode(const char *path)
{
    struct stat space;
    return stat(path, &space) == 0 ? (uint64_t)space.st_ino : 0;
}

/*
 * The calling thread's: a thread can be in another one than its process, and that of a
 * process whose main thread has ended cannot be read.
 */
static uint64_t network_inode(void)
{
    return namespace_inode("/proc/thread-self/ns/net");
}

static uint64_t ipc_inode(void)
{
    return namespace_inode("/proc/thread-self/ns/ipc");
}

bool machine_anchor(uid_t user, char path[static ANCHOR_PATH_MAX])
{
    static const char folder[] = "/dev/shm/mcshim";
    const int saved_errno = errno;
    const uint64_t network = network_inode();
    char *at = path;
    memcpy(at, folder, sizeof folder - 1);
    at = print_number(at + sizeof folder - 1, TABLE_VERSION);
    *at++ = '-';
    at = print_number(at, user);
    *at++ = '-';
    at = print_number(at, network);
    *at = '\0';
    errno = saved_errno;
    return network != 0;
}

static struct table *map_segment(int segment, int flags)
{
    void *address = shmat(segment, NULL, flags);
    return (intptr_t)address == -1 ? NULL : address;
}

static bool has_right_size(const struct shmid_ds *info)
{
    return info->shm_segsz == sizeof(struct table);
}

/*
 * Who made the anchor made the segment. Its number is given again once it is gone, and
 * everybody can read the nonce.
 */
static bool has_right_maker(const struct shmid_ds *info, const struct segment_name *name)
{
    return info->shm_perm.cuid == name->maker;
}

static bool is_table(const struct table *table, uint64_t nonce)
{
    return peek(&table->magic) == TABLE_MAGIC && peek(&table->version) == TABLE_VERSION &&
           peek(&table->size) == sizeof *table && peek(&table->nonce) == nonce;
}

static void write_header(struct table *table, uint64_t nonce)
{
    poke(&table->version, TABLE_VERSION);
    poke(&table->size, sizeof *table);
    poke(&table->nonce, nonce);
    poke(&table->network, network_inode());
    atomic_store(&table->magic, TABLE_MAGIC);
}

static uint64_t random_nonce(void)
{
    uint64_t nonce = 0;
    getrandom(&nonce, sizeof nonce, GRND_NONBLOCK);
    return nonce;
}

/* A table in a folder that a group may write is the group's, else its maker's. */
static void share_with_group(int segment, const char *anchor)
{
    struct shmid_ds info;
    struct stat folder;
    if (!anchor_folder(anchor, &folder) || (folder.st_mode & S_IWGRP) == 0 ||
        (folder.st_mode & S_IWOTH) != 0 || shmctl(segment, IPC_STAT, &info) != 0)
        return;
    info.shm_perm.gid = folder.st_gid;
    info.shm_perm.mode = 0660;
    shmctl(segment, IPC_SET, &info);
}

/* Why shmget(2) or shmat(2) has failed: their manuals list the errors. */
static const char *segment_problem(int error)
{
    if (error == ENOSPC || error == EINVAL)
        return "the limits of shared memory are reached (kernel.shmmni, shmall, shmmax)";
    return error == ENOMEM ? "no memory is left for its segment"
                           : "shared memory is not allowed here";
}

/*
 * Makes a segment and names it in the anchor, unless others were faster. old: it names one.
 * Nobody else may read it: whoever maps a futex, if only to read, can move those who wait on
 * it to another (FUTEX_REQUEUE, futex(2)), where no ring wakes them.
 * Returns why that is in vain, or NULL: look again.
 */
static const char *publish(const char *anchor, const struct segment_name *old,
                           uint64_t ipc_namespace)
{
    const int segment = shmget(IPC_PRIVATE, sizeof(struct table), IPC_CREAT | 0600);
    struct table *table = segment < 0 ? NULL : map_segment(segment, 0);
    const struct segment_name name = {ipc_namespace, (uint64_t)segment, random_nonce(), geteuid()};
    const char *problem = table == NULL ? segment_problem(errno) : NULL;
    bool published = false;
    if (table != NULL) {
        write_header(table, name.nonce);
        share_with_group(segment, anchor);
        published = old != NULL ? anchor_replace(anchor, old, &name) : anchor_create(anchor, &name);
        if (!published && errno != EEXIST)
            problem = strerrordesc_np(errno); /* of its folder */
        table_unmap(table);
    }
    if (segment >= 0 && !published)
        shmctl(segment, IPC_RMID, NULL);
    return problem;
}

/* NULL without a problem: the segment is gone, or is not the one that was named. */
static struct table *open_segment(const struct segment_name *name, enum attach_mode mode,
                                  const char **problem)
{
    const int segment = (int)name->segment;
    struct shmid_ds info;
    errno = 0;
    const bool is_ours = shmctl(segment, IPC_STAT, &info) == 0 && has_right_size(&info) &&
                         (mode == ATTACH_INSPECT || has_right_maker(&info, name));
    struct table *table =
        is_ours ? map_segment(segment, mode != ATTACH_SHARE ? SHM_RDONLY : 0) : NULL;
    if (table == NULL && errno == EACCES)
        *problem = "no permission to use its segment";
    if (table == NULL)
        return NULL;
    const bool good = is_table(table, name->nonce);
    if (good && (mode != ATTACH_SHARE || peek(&table->network) == network_inode()))
        return table;
    if (good)
        *problem = "it is about another network namespace, whose nodes are others";
    table_unmap(table);
    return NULL;
}

/* One look at the anchor. NULL without a problem: look again. */
static struct table *attempt(const char *anchor, enum attach_mode mode, const char **problem)
{
    const uint64_t ipc_namespace = ipc_inode();
    struct segment_name name;
    const enum anchor_state state =
        anchor_read(anchor, mode == ATTACH_INSPECT ? ANCHOR_BY_ANYBODY : ANCHOR_BY_US, &name);
    struct table *table = NULL;
    if (state == ANCHOR_NOT_OURS)
        *problem = "another user made it, in a folder that everybody may write";
    else if (state == ANCHOR_FOREIGN)
        *problem = "what is there is not the anchor of a table";
    else if (state == ANCHOR_OTHER_VERSION)
        *problem = "it is the table of another version of mcshim (give this one another path)";
    else if (state == ANCHOR_GOOD && name.ipc_namespace != ipc_namespace)
        *problem = "it belongs to another IPC namespace (containers must share theirs)";
    else if (state == ANCHOR_GOOD)
        table = open_segment(&name, mode, problem);
    if (table != NULL || *problem != NULL)
        return table;
    if (mode != ATTACH_SHARE)
        *problem = state == ANCHOR_MISSING ? "there is no table yet" : "its segment is gone";
    else
        *problem = publish(anchor, state == ANCHOR_GOOD ? &name : NULL, ipc_namespace);
    return NULL;
}

/* The second attempt is after our own step; a third means that others are at work. */
static void give_way(int attempts)
{
    const struct timespec pause = {.tv_nsec = 1000000L << attempts};
    if (attempts > 1)
        nanosleep(&pause, NULL);
}

struct table *table_attach(const char *anchor, enum attach_mode mode, const char **problem)
{
    const int saved_errno = errno;
    struct table *table = NULL;
    *problem = NULL;
    for (int i = 0; i < ATTEMPTS && table == NULL && *problem == NULL; i++) {
        give_way(i);
        table = attempt(anchor, mode, problem);
    }
    if (table == NULL && *problem == NULL)
        *problem = "it could not be made (others are at it, or its folder cannot be written)";
    errno = saved_errno;
    return table;
}

struct table *table_private(void)
{
    const int saved_errno = errno;
    void *address =
        mmap(NULL, sizeof(struct table), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    errno = saved_errno;
    if (address == MAP_FAILED)
        return NULL;
    write_header(address, 0);
    return address;
}

void table_unmap(struct table *table)
{
    const int saved_errno = errno;
    munmap(table,
           sizeof *table); /* detaches a segment too: shmat(2) made a mapping like any other */
    errno = saved_errno;
}
