// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_RAW_H
#define MCSHIM_PRELOAD_RAW_H

#include "libc.h"

/* Each hooked function as a bare system call: what libc.h holds before it is resolved. */
#define X(name) extern __typeof__(name) raw_##name;
LIBC_CALLS(X)
#undef X

#endif
