// SPDX-License-Identifier: MIT
#include "descriptors.h"

#include "hazard.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

int fcntl64(int fd, int command, ...);

static long call_dup(int fd)
{
    return dup(fd);
}

static long call_dup2_free(int fd)
{
    return dup2(fd, DESCRIPTOR_FREE);
}

static long call_dup2_itself(int fd)
{
    return dup2(fd, fd);
}

static long call_dup2_onto(int fd)
{
    return dup2(fd, DESCRIPTOR_SECOND);
}

static long call_dup2_over(int fd)
{
    return dup2(STDERR_FILENO, fd);
}

static long call_dup2_wrong(int fd)
{
    return dup2(fd, -1);
}

static long call_dup3_onto(int fd)
{
    return dup3(fd, DESCRIPTOR_SECOND, O_CLOEXEC);
}

static long call_dup3_itself(int fd)
{
    return dup3(fd, fd, 0);
}

static long call_dup3_wrong(int fd)
{
    return dup3(fd, DESCRIPTOR_FREE, O_APPEND);
}

static long call_dupfd(int fd)
{
    return fcntl(fd, F_DUPFD, DESCRIPTOR_FIRST);
}

static long call_dupfd_cloexec(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, DESCRIPTOR_FREE);
}

static long call_dupfd_wrong(int fd)
{
    return fcntl(fd, F_DUPFD, INT_MAX);
}

static long call_dupfd_64(int fd)
{
    return fcntl64(fd, F_DUPFD_CLOEXEC, DESCRIPTOR_FREE);
}

static long call_getfl(int fd)
{
    return fcntl(fd, F_GETFL);
}

static long call_setfl(int fd)
{
    return fcntl(fd, F_SETFL, O_NONBLOCK);
}

static long call_setown(int fd)
{
    return fcntl(fd, F_SETOWN, INT_MIN);
}

static long call_getlk_nowhere(int fd)
{
    const union {
        long word;
        struct flock *lock;
    } nowhere = {16};
    return fcntl(fd, F_GETLK, nowhere.lock);
}

static long call_fcntl_wrong(int fd)
{
    return fcntl64(fd, -1);
}

const struct descriptor_call copying_calls[] = {
    {"dup", call_dup, false},
    {"dup2 to a free number", call_dup2_free, false},
    {"dup2 to itself", call_dup2_itself, false},
    {"dup2 onto another", call_dup2_onto, false},
    {"dup2 of another over it", call_dup2_over, false},
    {"dup2 to -1", call_dup2_wrong, false},
    {"dup3 onto another", call_dup3_onto, false},
    {"dup3 to itself", call_dup3_itself, false},
    {"dup3, wrong flags", call_dup3_wrong, false},
    {"fcntl F_DUPFD", call_dupfd, false},
    {"fcntl F_DUPFD_CLOEXEC", call_dupfd_cloexec, false},
    {"fcntl F_DUPFD beyond all", call_dupfd_wrong, false},
    {"fcntl64 F_DUPFD_CLOEXEC", call_dupfd_64, false},
    {"fcntl F_GETFL", call_getfl, false},
    {"fcntl F_SETFL", call_setfl, false},
    {"fcntl F_SETOWN, wrong", call_setown, false},
    {"fcntl F_GETLK, nowhere", call_getlk_nowhere, false},
    {"fcntl64, no such command", call_fcntl_wrong, false},
    {NULL, NULL, false},
};
