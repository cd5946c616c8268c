// SPDX-License-Identifier: MIT
#include "elsewhere.h"

#include "procfs.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 512 };

/* What proc(5) says of a mapping: the start, and the device and inode that it comes from. */
struct mapping {
    uintptr_t start;
    char device[16];
    unsigned long inode;
};

static bool next_mapping(FILE *maps, struct mapping *mapping)
{
    char line[LINE_BYTES];
    char inode[24];
    while (fgets(line, sizeof line, maps) != NULL) {
        if (sscanf(line, "%*s %*s %*s %15s %23s", mapping->device, inode) != 2)
            continue;
        mapping->start = strtoul(line, NULL, 16);
        mapping->inode = strtoul(inode, NULL, 10);
        return true;
    }
    return false;
}

static bool find_segment(const struct table *table, struct mapping *segment)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    bool found = false;
    while (maps != NULL && !found && next_mapping(maps, segment))
        found = segment->start == (uintptr_t)table;
    if (maps != NULL)
        fclose(maps);
    return found;
}

enum sharing { SHARES, SHARES_NOT, SHARES_UNKNOWN };

static enum sharing shares(const char *pid, const struct mapping *segment)
{
    char path[PATH_MAX];
    struct mapping mapping;
    snprintf(path, sizeof path, "/proc/%s/maps", pid);
    FILE *maps = fopen(path, "re");
    enum sharing sharing = SHARES_NOT;
    if (maps == NULL)
        return SHARES_UNKNOWN;
    while (sharing == SHARES_NOT && next_mapping(maps, &mapping))
        if (mapping.inode == segment->inode && strcmp(mapping.device, segment->device) == 0)
            sharing = SHARES;
    fclose(maps);
    return sharing;
}

static void note(struct view *view, const char *pid)
{
    struct outsider *outsider = &view->elsewhere[view->elsewhere_count++];
    procfs_command(pid, outsider->command, sizeof outsider->command);
    outsider->pid = (uint32_t)strtoul(pid, NULL, 10);
}

void elsewhere_find(struct view *view, const struct table *table)
{
    struct mapping segment;
    DIR *processes = find_segment(table, &segment) ? opendir("/proc") : NULL;
    const char *pid;
    if (processes == NULL)
        return;
    while (view->elsewhere_count < ELSEWHERE_MAX && (pid = procfs_next(processes)) != NULL)
        if (procfs_has_keeper(pid) && procfs_is_in_our_network(pid) &&
            shares(pid, &segment) == SHARES_NOT)
            note(view, pid);
    closedir(processes);
}
