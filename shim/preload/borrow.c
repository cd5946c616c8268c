// SPDX-License-Identifier: MIT
#include "borrow.h"

#include "filter.h"
#include "journal.h"
#include "libc.h"

#include <errno.h>
#include <limits.h>
#include <linux/close_range.h>
#include <sys/syscall.h>

/* In a table that is the program's too: those of its numbers that count are lower. */
enum { ASIDE = 512 };

static int program_pidfd = -1;

/* For filter_allows(). None can succeed: a kernel that has them, and no filter, says why. */
static bool try_calls(void)
{
    return syscall(SYS_close_range, 1, 0, 0) < 0 && errno == EINVAL &&
           syscall(SYS_pidfd_open, -1, 0) < 0 && errno == EINVAL &&
           syscall(SYS_pidfd_getfd, -1, 0, 0) < 0 && errno == EBADF;
}

bool borrow_begin(void)
{
    program_pidfd = -1;
    if (!filter_allows(try_calls) ||
        syscall(SYS_close_range, 0, UINT_MAX, CLOSE_RANGE_UNSHARE) != 0)
        return false;
    program_pidfd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    filter_remember(); /* its descriptor, too, is in the new table */
    return true;
}

/*
 * A pidfd is the main thread's, and with that thread its way to the descriptors ends:
 * pidfd_getfd(2) then says ESRCH, as of Linux 6.9; before, EBADF.
 */
static int borrow_privately(int fd)
{
    const int borrowed = (int)syscall(SYS_pidfd_getfd, program_pidfd, fd, 0);
    if (borrowed < 0 && errno == ESRCH)
        journal_leave("the main thread has ended: nobody who waits here can be released");
    return borrowed;
}

static int duplicate_aside(int fd)
{
    const int aside = libc.fcntl(fd, F_DUPFD_CLOEXEC, ASIDE);
    return aside >= 0 || errno == EBADF ? aside : libc.fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

int borrow(int fd)
{
    if (program_pidfd >= 0 && filter_is_new()) {
        errno = EPERM; /* a new filter, which might kill us for the call */
        return -1;
    }
    return program_pidfd >= 0 ? borrow_privately(fd) : duplicate_aside(fd);
}

int borrow_aside(int fd)
{
    const int aside = program_pidfd < 0 && fd >= 0 ? duplicate_aside(fd) : -1;
    if (aside < 0)
        return fd;
    libc.close(fd);
    return aside;
}

void borrow_end(int borrowed)
{
    libc.close(borrowed);
}
