// SPDX-License-Identifier: MIT
#undef _FILE_OFFSET_BITS /* else <fcntl.h> renames fcntl to fcntl64 */
#include "shim/preload/libc.h"
#include "shim/preload/records.h"

#include <stdarg.h>

/* A number that the program got just now: what is known of it is history. */
static int fresh(int fd)
{
    if (fd >= 0 && records_tracked(fd))
        records_forget(fd);
    return fd;
}

static int duplicated(int from, int to)
{
    if (to < 0 || to == from)
        return to;
    fresh(to);
    if (records_tracked(from))
        records_copy(from, to);
    return to;
}

int socket(int domain, int type, int protocol)
{
    return fresh(libc.socket(domain, type, protocol));
}

int accept(int fd, struct sockaddr *address, socklen_t *length)
{
    return fresh(libc.accept(fd, address, length));
}

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
    return fresh(libc.accept4(fd, address, length, flags));
}

int dup(int fd)
{
    return duplicated(fd, libc.dup(fd));
}

int dup2(int fd, int wanted)
{
    return duplicated(fd, libc.dup2(fd, wanted));
}

int dup3(int fd, int wanted, int flags)
{
    return duplicated(fd, libc.dup3(fd, wanted, flags));
}

static int fcntl_result(int fd, int command, int result)
{
    if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
        return duplicated(fd, result);
    return result;
}

/* Whatever the third argument is, a word or nothing, it fits in a pointer (fcntl(2)). */
int fcntl(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return fcntl_result(fd, command, libc.fcntl(fd, command, argument));
}

int fcntl64(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return fcntl_result(fd, command, libc.fcntl64(fd, command, argument));
}
