// SPDX-License-Identifier: MIT
#include "anchor.h"

#include "parse.h"
#include "table.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char prefix[] = "mcshim";

enum { FIELDS = 4, NUMBERS_MAX = 3 * 20 + 10 + 3, TARGET_MAX = sizeof prefix + NUMBERS_MAX };

/* A claim is held for two system calls; whoever held one this long has died. */
enum { CLAIM_MAX_S = 2 };

static char *print_target(const struct segment_name *name, char target[static TARGET_MAX])
{
    const uint64_t fields[FIELDS] = {TABLE_VERSION, name->ipc_namespace, name->segment,
                                     name->nonce};
    char *at = target + sizeof prefix - 1;
    memcpy(target, prefix, sizeof prefix - 1);
    for (size_t i = 0; i < FIELDS; i++) {
        if (i > 0)
            *at++ = ':';
        at = print_number(at, fields[i]);
    }
    *at = '\0';
    return target;
}

static enum anchor_state parse_target(const char *target, struct segment_name *name)
{
    uint64_t version = 0;
    uint64_t *const fields[FIELDS] = {&version, &name->ipc_namespace, &name->segment, &name->nonce};
    if (strncmp(target, prefix, sizeof prefix - 1) != 0)
        return ANCHOR_FOREIGN;
    target += sizeof prefix - 1;
    for (size_t i = 0; i < FIELDS; i++) {
        const size_t length = strcspn(target, ":");
        if (!parse_number(target, length, 0, UINT64_MAX, fields[i]))
            return ANCHOR_FOREIGN;
        target += length;
        if (version != TABLE_VERSION)
            return ANCHOR_OTHER_VERSION;
        if (*target == ':' && i < FIELDS - 1)
            target++;
    }
    return *target == '\0' ? ANCHOR_GOOD : ANCHOR_FOREIGN;
}

bool anchor_folder(const char *path, struct stat *folder)
{
    char name[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return stat(".", folder) == 0;
    const size_t length = slash == path ? 1 : (size_t)(slash - path);
    if (length >= sizeof name)
        return false;
    memcpy(name, path, length);
    name[length] = '\0';
    return stat(name, folder) == 0;
}

/* Who may write in the folder may speak for all; in /tmp and its like only we and root. */
static bool is_trusted(const char *path, const struct stat *link)
{
    struct stat folder;
    if (link->st_uid == geteuid() || link->st_uid == 0)
        return true;
    return anchor_folder(path, &folder) && (folder.st_mode & S_IWOTH) == 0;
}

enum anchor_state anchor_read(const char *path, enum anchor_maker maker, struct segment_name *name)
{
    struct stat link;
    char target[TARGET_MAX + 1];
    if (lstat(path, &link) != 0)
        return ANCHOR_MISSING;
    if (maker == ANCHOR_BY_US && !is_trusted(path, &link))
        return ANCHOR_NOT_OURS;
    const ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0 || length >= TARGET_MAX) /* no link, or cut */
        return ANCHOR_FOREIGN;
    target[length] = '\0';
    name->maker = link.st_uid;
    return parse_target(target, name);
}

bool anchor_create(const char *path, const struct segment_name *name)
{
    char target[TARGET_MAX];
    return symlink(print_target(name, target), path) == 0;
}

/* A name in the same folder that no other nonce leads to. */
static bool name_beside(const char *path, uint64_t nonce, char beside[static PATH_MAX])
{
    const size_t length = strlen(path);
    if (length + 24 > PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(beside, path, length);
    beside[length] = '.';
    *print_number(beside + length + 1, nonce) = '\0';
    return true;
}

static bool is_same(const struct segment_name *a, const struct segment_name *b)
{
    return a->ipc_namespace == b->ipc_namespace && a->segment == b->segment && a->nonce == b->nonce;
}

/*
 * The right to replace the anchor `old`, for one process at a time: a second (hard) link
 * to it, which link(2) makes once only, and which keeps what the path led to at that
 * moment. Of another user's link the kernel may allow none (fs.protected_hardlinks).
 * False with EEXIST: others are at it, or have been.
 */
static bool claim(const char *path, const char *claim_path, const struct segment_name *old)
{
    struct segment_name found;
    struct stat earlier;
    if (link(path, claim_path) == 0) {
        if (anchor_read(claim_path, ANCHOR_BY_ANYBODY, &found) == ANCHOR_GOOD &&
            is_same(&found, old))
            return true;
        unlink(claim_path);
        errno = EEXIST;
        return false;
    }
    const int error = errno;
    if (error == EEXIST && lstat(claim_path, &earlier) == 0 &&
        time(NULL) - earlier.st_ctim.tv_sec > CLAIM_MAX_S)
        unlink(claim_path);
    errno = error == ENOENT ? EEXIST : error;
    return error == EPERM;
}

bool anchor_replace(const char *path, const struct segment_name *old,
                    const struct segment_name *name)
{
    char target[TARGET_MAX];
    char beside[PATH_MAX];
    char claim_path[PATH_MAX];
    if (!name_beside(path, name->nonce, beside) || !name_beside(path, old->nonce, claim_path) ||
        !claim(path, claim_path, old))
        return false;
    const bool made = symlink(print_target(name, target), beside) == 0;
    const bool replaced = made && rename(beside, path) == 0;
    const int error = errno;
    if (made && !replaced)
        unlink(beside);
    unlink(claim_path);
    errno = error;
    return replaced;
}
