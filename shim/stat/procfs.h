// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_PROCFS_H
#define MCSHIM_STAT_PROCFS_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Processes as proc(5) shows them. `pid` is a folder's name in /proc. */

enum { PROCFS_LINE_MAX = 512 };

/* The next process of the open folder /proc. NULL: no more. */
const char *procfs_next(DIR *processes);

/* The first line of /proc/PID/NAME, without its line feed. */
bool procfs_read_line(const char *pid, const char *name, char line[static PROCFS_LINE_MAX]);

/*
 * All of /proc/PID/NAME, with a 0 behind it. NULL: it cannot be read, or no memory. The
 * caller frees it.
 */
char *procfs_read(const char *pid, const char *name, size_t *length);

/* The value of a variable in the environment that the process was started with; NULL: none. */
const char *procfs_variable(const char *environment, size_t length, const char *name);

/* The command's name, printable. */
void procfs_command(const char *pid, char *command, size_t size);

/* True if its network namespace is ours; false, too, if that cannot be told. */
bool procfs_is_in_our_network(const char *pid);

/* True if it has a thread that is named as the shim's keeper is. */
bool procfs_has_keeper(const char *pid);

#endif
