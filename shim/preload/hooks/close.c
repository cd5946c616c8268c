// SPDX-License-Identifier: MIT
#include "shim/preload/exchange.h"
#include "shim/preload/libc.h"

#include <errno.h>
#include <linux/close_range.h>

int close(int fd)
{
    if (records_tracked(fd))
        connection_abandon(fd);
    return libc.close(fd);
}

int close_range(unsigned first, unsigned last, int flags)
{
    /* CLOSE_RANGE_CLOEXEC closes nothing yet, and an unshared table is the caller's alone. */
    if (flags == 0)
        records_forget_range(first, last);
    return libc.close_range(first, last, flags);
}

void closefrom(int first)
{
    records_forget_range(first < 0 ? 0 : (unsigned)first, RECORDS_MAX);
    libc.closefrom(first);
}

int fclose(FILE *file)
{
    const int saved_errno = errno;
    const int fd = fileno(file); /* not every stream has one */
    errno = saved_errno;
    if (fd >= 0 && records_tracked(fd))
        connection_abandon(fd);
    return libc.fclose(file);
}
