// SPDX-License-Identifier: MIT
#include "shim/preload/exchange.h"
#include "shim/preload/libc.h"

ssize_t recv(int fd, void *buffer, size_t length, int flags)
{
    struct reply reply;
    if (!records_tracked(fd))
        return libc.recv(fd, buffer, length, flags);
    if (!reply_begin(&reply, fd))
        return -1;
    return reply_end(&reply, libc.recv(fd, buffer, length, flags));
}

ssize_t recvfrom(int fd, void *buffer, size_t length, int flags, struct sockaddr *address,
                 socklen_t *address_length)
{
    struct reply reply;
    if (!records_tracked(fd))
        return libc.recvfrom(fd, buffer, length, flags, address, address_length);
    if (!reply_begin(&reply, fd))
        return -1;
    return reply_end(&reply, libc.recvfrom(fd, buffer, length, flags, address, address_length));
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    struct reply reply;
    if (!records_tracked(fd))
        return libc.recvmsg(fd, message, flags);
    if (!reply_begin(&reply, fd))
        return -1;
    return reply_end(&reply, libc.recvmsg(fd, message, flags));
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout)
{
    struct reply reply;
    if (!records_tracked(fd))
        return libc.recvmmsg(fd, messages, count, flags, timeout);
    if (!reply_begin(&reply, fd))
        return -1;
    return (int)reply_end(&reply, libc.recvmmsg(fd, messages, count, flags, timeout));
}

ssize_t read(int fd, void *buffer, size_t length)
{
    struct reply reply;
    if (!records_tracked(fd))
        return libc.read(fd, buffer, length);
    if (!reply_begin(&reply, fd))
        return -1;
    return reply_end(&reply, libc.read(fd, buffer, length));
}

ssize_t readv(int fd, const struct iovec *parts, int count)
{
    struct reply reply;
    if (!records_tracked(fd))
        return libc.readv(fd, parts, count);
    if (!reply_begin(&reply, fd))
        return -1;
    return reply_end(&reply, libc.readv(fd, parts, count));
}

/* What callers built with _FORTIFY_SOURCE use. */

ssize_t __recv_chk(int fd, void *buffer, size_t length, size_t buffer_length, int flags)
{
    struct reply reply;
    if (!records_tracked(fd))
        return libc.__recv_chk(fd, buffer, length, buffer_length, flags);
    if (!reply_begin(&reply, fd))
        return -1;
    return reply_end(&reply, libc.__recv_chk(fd, buffer, length, buffer_length, flags));
}

ssize_t __recvfrom_chk(int fd, void *buffer, size_t length, size_t buffer_length, int flags,
                       struct sockaddr *address, socklen_t *address_length)
{
    struct reply reply;
    if (!records_tracked(fd))
        return libc.__recvfrom_chk(fd, buffer, length, buffer_length, flags, address,
                                   address_length);
    if (!reply_begin(&reply, fd))
        return -1;
    return reply_end(&reply, libc.__recvfrom_chk(fd, buffer, length, buffer_length, flags, address,
                                                 address_length));
}

ssize_t __read_chk(int fd, void *buffer, size_t length, size_t buffer_length)
{
    struct reply reply;
    if (!records_tracked(fd))
        return libc.__read_chk(fd, buffer, length, buffer_length);
    if (!reply_begin(&reply, fd))
        return -1;
    return reply_end(&reply, libc.__read_chk(fd, buffer, length, buffer_length));
}
