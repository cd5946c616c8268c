// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_PROCESS_H
#define MCSHIM_PRELOAD_PROCESS_H

#include <stdbool.h>

/*
 * Whose memory this is. A vfork child runs hooks in its parent's memory: what it
 * closes is not closed here. So only the owner may change what is kept about
 * descriptors. Any thread, signal handlers; errno stays.
 */

/* Makes the calling process the owner: at the start, and in a fork child. */
void process_adopt(void);

/* One system call. */
bool process_is_owner(void);

#endif
