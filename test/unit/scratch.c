// SPDX-License-Identifier: MIT
#include "scratch.h"

#include "common/anchor.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[] = "/tmp/mcshim-unit-XXXXXX";
static time_t made_s;

void scratch_make(void)
{
    made_s = time(NULL);
    cr_assert_neq(mkdtemp(folder), NULL);
}

char *scratch_path(const char *name, char path[static SCRATCH_PATH_MAX])
{
    snprintf(path, SCRATCH_PATH_MAX, "%s/%s", folder, name);
    return path;
}

/*
 * Calls `found` for every segment of this IPC namespace that `pid` made: the process that has
 * the number now, not one that had it long ago and left something behind.
 */
static size_t for_each_segment(pid_t pid, void (*found)(int segment))
{
    /* key shmid perms size cpid lpid nattch uid gid cuid cgid atime dtime ctime ... */
    enum { SEGMENT = 1, MAKER = 4, CHANGED_S = 13, COLUMNS };
    char line[512];
    size_t count = 0;
    FILE *list = fopen("/proc/sysvipc/shm", "re");
    cr_assert_neq(list, NULL);
    while (fgets(line, sizeof line, list) != NULL) {
        long long columns[COLUMNS];
        char *at = line; /* the first line has titles, which are 0 */
        for (size_t i = 0; i < COLUMNS; i++)
            columns[i] = strtoll(at, &at, 10);
        if (columns[MAKER] != pid || columns[CHANGED_S] < made_s)
            continue;
        found((int)columns[SEGMENT]);
        count++;
    }
    fclose(list);
    return count;
}

static void remove_segment(int segment)
{
    shmctl(segment, IPC_RMID, NULL);
}

static void leave_segment(int segment)
{
    (void)segment;
}

size_t segments_made_by(pid_t pid)
{
    return for_each_segment(pid, leave_segment);
}

static void remove_entry(const char *name)
{
    char path[SCRATCH_PATH_MAX];
    struct segment_name segment;
    if (anchor_read(scratch_path(name, path), ANCHOR_BY_US, &segment) == ANCHOR_GOOD)
        remove_segment((int)segment.segment);
    remove(path);
}

void scratch_remove(void)
{
    DIR *entries = opendir(folder);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_entry(entry->d_name);
    closedir(entries);
    rmdir(folder);
    for_each_segment(getpid(), remove_segment);
}
