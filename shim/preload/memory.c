// SPDX-License-Identifier: MIT
#include "memory.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MASK_BYTES = 8, PAGE_BYTES = 4096 };

/*
 * rt_sigprocmask(2) copies the mask in before it looks at `how`, so a `how` that does
 * not exist changes nothing and says EFAULT or EINVAL (kernel/signal.c).
 */
static bool is_word_readable(const char *address)
{
    return syscall(SYS_rt_sigprocmask, ~0, address, NULL, MASK_BYTES) == 0 || errno == EINVAL;
}

bool memory_is_readable(const void *address, size_t length)
{
    const int saved_errno = errno;
    const char *first = address;
    bool readable = is_word_readable(first + length - MASK_BYTES);
    for (size_t at = 0; readable && at + MASK_BYTES < length; at += PAGE_BYTES)
        readable = is_word_readable(first + at);
    errno = saved_errno;
    return readable;
}
