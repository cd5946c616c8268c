// SPDX-License-Identifier: MIT
#include "anchor.h"

#include "parse.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char prefix[] = "mcshim1:";

enum { NUMBERS_MAX = 63, TARGET_MAX = sizeof prefix + NUMBERS_MAX };

static char *print_target(const struct segment_name *name, char target[static TARGET_MAX])
{
    char *at = target;
    memcpy(at, prefix, sizeof prefix - 1);
    at = print_number(at + sizeof prefix - 1, name->ipc_namespace);
    *at++ = ':';
    at = print_number(at, name->segment);
    *at++ = ':';
    at = print_number(at, name->nonce);
    *at = '\0';
    return target;
}

static bool parse_target(const char *target, struct segment_name *name)
{
    uint64_t *const fields[] = {&name->ipc_namespace, &name->segment, &name->nonce};
    if (strncmp(target, prefix, sizeof prefix - 1) != 0)
        return false;
    target += sizeof prefix - 1;
    for (size_t i = 0; i < 3; i++) {
        const size_t length = strcspn(target, ":");
        if (!parse_number(target, length, 0, UINT64_MAX, fields[i]))
            return false;
        target += length;
        if (*target == ':' && i < 2)
            target++;
    }
    return *target == '\0';
}

/* The folder that holds path: where it is, what may be done there. */
static bool stat_folder(const char *path, struct stat *folder)
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
    return stat_folder(path, &folder) && (folder.st_mode & S_IWOTH) == 0;
}

enum anchor_state anchor_read(const char *path, struct segment_name *name)
{
    struct stat link;
    char target[TARGET_MAX + 1];
    if (lstat(path, &link) != 0)
        return ANCHOR_MISSING;
    if (!is_trusted(path, &link))
        return ANCHOR_NOT_OURS;
    const ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0 || length >= TARGET_MAX) /* no link, or cut */
        return ANCHOR_FOREIGN;
    target[length] = '\0';
    return parse_target(target, name) ? ANCHOR_GOOD : ANCHOR_FOREIGN;
}

bool anchor_create(const char *path, const struct segment_name *name)
{
    char target[TARGET_MAX];
    return symlink(print_target(name, target), path) == 0;
}

bool anchor_replace(const char *path, const struct segment_name *name)
{
    char target[TARGET_MAX];
    char beside[PATH_MAX];
    const size_t length = strlen(path);
    if (length + 24 > sizeof beside)
        return false;
    memcpy(beside, path, length);
    beside[length] = '.';
    *print_number(beside + length + 1, name->nonce) = '\0';
    if (symlink(print_target(name, target), beside) != 0)
        return false;
    if (rename(beside, path) == 0)
        return true;
    unlink(beside);
    return false;
}
