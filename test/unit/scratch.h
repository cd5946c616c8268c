// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_UNIT_SCRATCH_H
#define MCSHIM_TEST_UNIT_SCRATCH_H

#include <stddef.h>
#include <sys/types.h>

/*
 * A folder of its own for each test, and the shared memory that it leaves behind.
 * One at a time: criterion runs every test in a process of its own.
 */

enum { SCRATCH_PATH_MAX = 512 };

void scratch_make(void);

/* Removes the folder, and every segment that this process made or an anchor in it names. */
void scratch_remove(void);

/* The path of `name` in the folder. */
char *scratch_path(const char *name, char path[static SCRATCH_PATH_MAX]);

/* How many shared memory segments there are that the process made. */
size_t segments_made_by(pid_t pid);

#endif
