// SPDX-License-Identifier: MIT
#include "shim/preload/exchange.h"
#include "shim/preload/libc.h"

/*
 * The tracked half of each hook is a function of its own. Were it inlined, its registers would
 * be saved before the branch, and descriptors that are not ours would pay for that. Into it goes
 * (flatten) all that it calls, for a get pays for each call.
 */

static __attribute__((noinline, flatten)) ssize_t tracked_recv(int fd, void *buffer, size_t length,
                                                               int flags)
{
    return reply_end(fd, libc.recv(fd, buffer, length, flags));
}

ssize_t recv(int fd, void *buffer, size_t length, int flags)
{
    if (records_tracked(fd))
        return tracked_recv(fd, buffer, length, flags);
    return libc.recv(fd, buffer, length, flags);
}

static __attribute__((noinline, flatten)) ssize_t tracked_recvfrom(int fd, void *buffer,
                                                                   size_t length, int flags,
                                                                   struct sockaddr *address,
                                                                   socklen_t *address_length)
{
    return reply_end(fd, libc.recvfrom(fd, buffer, length, flags, address, address_length));
}

ssize_t recvfrom(int fd, void *buffer, size_t length, int flags, struct sockaddr *address,
                 socklen_t *address_length)
{
    if (records_tracked(fd))
        return tracked_recvfrom(fd, buffer, length, flags, address, address_length);
    return libc.recvfrom(fd, buffer, length, flags, address, address_length);
}

static __attribute__((noinline, flatten)) ssize_t tracked_recvmsg(int fd, struct msghdr *message,
                                                                  int flags)
{
    return reply_end(fd, libc.recvmsg(fd, message, flags));
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    if (records_tracked(fd))
        return tracked_recvmsg(fd, message, flags);
    return libc.recvmsg(fd, message, flags);
}

static __attribute__((noinline, flatten)) int tracked_recvmmsg(int fd, struct mmsghdr *messages,
                                                               unsigned count, int flags,
                                                               struct timespec *timeout)
{
    const int result = libc.recvmmsg(fd, messages, count, flags, timeout);
    if (result <= 0)
        return (int)reply_end(fd, result);
    /* Of a connection that has ended it fills all with nothing. */
    return reply_end(fd, messages[0].msg_len) < 0 ? -1 : result;
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags, struct timespec *timeout)
{
    if (records_tracked(fd))
        return tracked_recvmmsg(fd, messages, count, flags, timeout);
    return libc.recvmmsg(fd, messages, count, flags, timeout);
}

static __attribute__((noinline, flatten)) ssize_t tracked_read(int fd, void *buffer, size_t length)
{
    return reply_end(fd, libc.read(fd, buffer, length));
}

ssize_t read(int fd, void *buffer, size_t length)
{
    if (records_tracked(fd))
        return tracked_read(fd, buffer, length);
    return libc.read(fd, buffer, length);
}

static __attribute__((noinline, flatten)) ssize_t tracked_readv(int fd, const struct iovec *parts,
                                                                int count)
{
    return reply_end(fd, libc.readv(fd, parts, count));
}

ssize_t readv(int fd, const struct iovec *parts, int count)
{
    if (records_tracked(fd))
        return tracked_readv(fd, parts, count);
    return libc.readv(fd, parts, count);
}

/* What callers built with _FORTIFY_SOURCE use. */

static __attribute__((noinline, flatten)) ssize_t
tracked_recv_checked(int fd, void *buffer, size_t length, size_t buffer_length, int flags)
{
    return reply_end(fd, libc.__recv_chk(fd, buffer, length, buffer_length, flags));
}

ssize_t __recv_chk(int fd, void *buffer, size_t length, size_t buffer_length, int flags)
{
    if (records_tracked(fd))
        return tracked_recv_checked(fd, buffer, length, buffer_length, flags);
    return libc.__recv_chk(fd, buffer, length, buffer_length, flags);
}

static __attribute__((noinline, flatten)) ssize_t
tracked_recvfrom_checked(int fd, void *buffer, size_t length, size_t buffer_length, int flags,
                         struct sockaddr *address, socklen_t *address_length)
{
    return reply_end(
        fd, libc.__recvfrom_chk(fd, buffer, length, buffer_length, flags, address, address_length));
}

ssize_t __recvfrom_chk(int fd, void *buffer, size_t length, size_t buffer_length, int flags,
                       struct sockaddr *address, socklen_t *address_length)
{
    if (records_tracked(fd))
        return tracked_recvfrom_checked(fd, buffer, length, buffer_length, flags, address,
                                        address_length);
    return libc.__recvfrom_chk(fd, buffer, length, buffer_length, flags, address, address_length);
}

static __attribute__((noinline, flatten)) ssize_t
tracked_read_checked(int fd, void *buffer, size_t length, size_t buffer_length)
{
    return reply_end(fd, libc.__read_chk(fd, buffer, length, buffer_length));
}

ssize_t __read_chk(int fd, void *buffer, size_t length, size_t buffer_length)
{
    if (records_tracked(fd))
        return tracked_read_checked(fd, buffer, length, buffer_length);
    return libc.__read_chk(fd, buffer, length, buffer_length);
}
