// SPDX-License-Identifier: MIT
#include "descriptors.h"

#include "hazard.h"

#include <errno.h>
#include <limits.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <unistd.h>

static long call_close(int fd)
{
    return close(fd);
}

static long call_close_twice(int fd)
{
    close(fd);
    return close(fd);
}

static long call_close_range(int fd)
{
    return close_range((unsigned)fd, (unsigned)fd, 0);
}

static long call_close_range_backwards(int fd)
{
    return close_range((unsigned)fd, (unsigned)fd - 1, 0);
}

static long call_close_range_to_the_end(int fd)
{
    return close_range((unsigned)fd, UINT_MAX, 0);
}

static long call_close_range_cloexec(int fd)
{
    return close_range((unsigned)fd, UINT_MAX, CLOSE_RANGE_CLOEXEC);
}

static long call_close_range_unshare(int fd)
{
    return close_range((unsigned)fd, UINT_MAX, CLOSE_RANGE_UNSHARE);
}

static long call_close_range_wrong(int fd)
{
    return close_range((unsigned)fd, UINT_MAX, -1);
}

static long call_closefrom(int fd)
{
    closefrom(fd);
    return 0;
}

static long call_fclose(int fd)
{
    FILE *file = fdopen(fd, "r+");
    if (file == NULL)
        return -1;
    errno = ERRNO_BEFORE;
    return fclose(file);
}

static long call_fclose_unflushed(int fd)
{
    FILE *file = fdopen(fd, "r+");
    if (file == NULL)
        return -1;
    fputs("late", file);
    errno = ERRNO_BEFORE;
    return fclose(file);
}

/* A stream without a descriptor. */
static long call_fclose_memory(int fd)
{
    char memory[8];
    FILE *file = fmemopen(memory, sizeof memory, "w");
    (void)fd;
    errno = ERRNO_BEFORE;
    return fclose(file);
}

const struct descriptor_call closing_calls[] = {
    {"close", call_close, false},
    {"close, twice", call_close_twice, false},
    {"close_range", call_close_range, false},
    {"close_range, backwards", call_close_range_backwards, false},
    {"close_range to the end", call_close_range_to_the_end, true},
    {"close_range, CLOSE_RANGE_CLOEXEC", call_close_range_cloexec, false},
    {"close_range, CLOSE_RANGE_UNSHARE", call_close_range_unshare, true},
    {"close_range, wrong flags", call_close_range_wrong, false},
    {"closefrom", call_closefrom, true},
    {"fclose", call_fclose, false},
    {"fclose with something to write", call_fclose_unflushed, false},
    {"fclose of memory", call_fclose_memory, false},
    {NULL, NULL, false},
};
