// SPDX-License-Identifier: MIT
#include "memory.h"

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MASK_BYTES = 8, PAGE_BYTES = 4096 };

/*
 * rt_sigprocmask(2) copies the mask in before it looks at `how`, so a `how` that does
 * not exist changes nothing and says EFAULT or EINVAL; only NULL is no mask and no error
 * (kernel/signal.c).
 */
static bool is_word_readable(const char *address)
{
    return syscall(SYS_rt_sigprocmask, ~0, address, NULL, MASK_BYTES) != 0 && errno == EINVAL;
}

static const char *next_page(const char *address)
{
    return address + PAGE_BYTES - (uintptr_t)address % PAGE_BYTES;
}

bool memory_is_readable(const void *address, size_t length)
{
    const int saved_errno = errno;
    const char *at = address;
    const char *last = at + length - MASK_BYTES;
    bool readable;
    do {
        readable = is_word_readable(at < last ? at : last);
        at = next_page(at);
    } while (readable && at < last + MASK_BYTES);
    errno = saved_errno;
    return readable;
}
