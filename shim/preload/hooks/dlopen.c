// SPDX-License-Identifier: MIT
#include "shim/preload/libc.h"

/*
 * RTLD_DEEPBIND hides a library's calls from every preloaded one (PHP loads its
 * extensions so). glibc takes the caller's return address to find its RUNPATH and
 * namespace: the call must be a jump, whatever the build.
 */
__attribute__((optimize("O2", "no-stack-protector"), no_sanitize("address", "thread", "undefined"),
               no_instrument_function)) void *
dlopen(const char *file, int flags)
{
    return libc.dlopen(file, flags & ~RTLD_DEEPBIND);
}
