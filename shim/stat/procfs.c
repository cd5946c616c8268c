// SPDX-License-Identifier: MIT
#include "procfs.h"

#include "human.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char keeper_name[] = "mcshim";

enum { READ_BYTES = 64 * 1024, READ_MAX = 16 * 1024 * 1024 };

const char *procfs_next(DIR *processes)
{
    const struct dirent *process;
    while ((process = readdir(processes)) != NULL)
        if (process->d_name[0] >= '1' && process->d_name[0] <= '9')
            return process->d_name;
    return NULL;
}

static FILE *open_file(const char *pid, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "/proc/%s/%s", pid, name);
    return fopen(path, "re");
}

bool procfs_read_line(const char *pid, const char *name, char line[static PROCFS_LINE_MAX])
{
    FILE *file = open_file(pid, name);
    if (file == NULL)
        return false;
    const bool read = fgets(line, PROCFS_LINE_MAX, file) != NULL;
    fclose(file);
    if (read)
        line[strcspn(line, "\n")] = '\0';
    return read;
}

/* Files of /proc have no size: they are read until they end. */
static char *read_all(FILE *file, size_t *length)
{
    char *text = NULL;
    *length = 0;
    for (size_t size = READ_BYTES; size <= READ_MAX; size *= 2) {
        char *longer = realloc(text, size);
        if (longer == NULL)
            break;
        text = longer;
        *length += fread(text + *length, 1, size - 1 - *length, file);
        if (*length < size - 1) {
            text[*length] = '\0';
            return text;
        }
    }
    free(text);
    return NULL;
}

char *procfs_read(const char *pid, const char *name, size_t *length)
{
    FILE *file = open_file(pid, name);
    if (file == NULL)
        return NULL;
    char *text = read_all(file, length);
    fclose(file);
    return text;
}

const char *procfs_variable(const char *environment, size_t length, const char *name)
{
    const size_t name_length = strlen(name);
    for (const char *at = environment; at < environment + length; at += strlen(at) + 1)
        if (strncmp(at, name, name_length) == 0 && at[name_length] == '=')
            return at + name_length + 1;
    return NULL;
}

void procfs_command(const char *pid, char *command, size_t size)
{
    char line[PROCFS_LINE_MAX] = "";
    procfs_read_line(pid, "comm", line);
    human_printable(line, command, size);
}

bool procfs_is_in_our_network(const char *pid)
{
    char path[PATH_MAX];
    struct stat ours;
    struct stat theirs;
    snprintf(path, sizeof path, "/proc/%s/ns/net", pid);
    return stat("/proc/self/ns/net", &ours) == 0 && stat(path, &theirs) == 0 &&
           ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

bool procfs_has_keeper(const char *pid)
{
    char path[PATH_MAX];
    char line[PROCFS_LINE_MAX];
    snprintf(path, sizeof path, "/proc/%s/task", pid);
    DIR *tasks = opendir(path);
    const struct dirent *task;
    bool found = false;
    while (tasks != NULL && !found && (task = readdir(tasks)) != NULL) {
        snprintf(path, sizeof path, "task/%s/comm", task->d_name);
        found = task->d_name[0] != '.' && procfs_read_line(pid, path, line) &&
                strcmp(line, keeper_name) == 0;
    }
    if (tasks != NULL)
        closedir(tasks);
    return found;
}
