// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_MEMORY_H
#define MCSHIM_PRELOAD_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True if the kernel could read those bytes, at least 8 of them: then we can too, and
 * where it would say EFAULT we do not crash. One cheap system call for each page that
 * they touch. Any thread, signal handlers; errno stays.
 */
bool memory_is_readable(const void *address, size_t length);

#endif
