// SPDX-License-Identifier: MIT
#include "shim/preload/exchange.h"
#include "shim/preload/libc.h"
#include "shim/preload/memory.h"

#include <errno.h>
#include <limits.h>

enum { WRITE_MAX = 0x7ffff000 };

/*
 * The tracked half of each hook is a function of its own. Were it inlined, its registers would
 * be saved before the branch, and descriptors that are not ours would pay for that. Into it goes
 * (flatten) all that it calls, for a get pays for each call.
 */

static __attribute__((noinline, flatten)) ssize_t tracked_send(int fd, const void *data,
                                                               size_t length, int flags)
{
    struct request request;
    if (!request_begin(&request, fd, &flags))
        return -1;
    return request_end(&request, libc.send(fd, data, length, flags));
}

ssize_t send(int fd, const void *data, size_t length, int flags)
{
    if (records_tracked(fd))
        return tracked_send(fd, data, length, flags);
    return libc.send(fd, data, length, flags);
}

static __attribute__((noinline, flatten)) ssize_t tracked_sendto(int fd, const void *data,
                                                                 size_t length, int flags,
                                                                 const struct sockaddr *address,
                                                                 socklen_t address_length)
{
    struct request request;
    if (!request_begin(&request, fd, &flags))
        return -1;
    return request_end(&request, libc.sendto(fd, data, length, flags, address, address_length));
}

ssize_t sendto(int fd, const void *data, size_t length, int flags, const struct sockaddr *address,
               socklen_t address_length)
{
    if (records_tracked(fd))
        return tracked_sendto(fd, data, length, flags, address, address_length);
    return libc.sendto(fd, data, length, flags, address, address_length);
}

static __attribute__((noinline, flatten)) ssize_t
tracked_sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct request request;
    if (!request_begin(&request, fd, &flags))
        return -1;
    return request_end(&request, libc.sendmsg(fd, message, flags));
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    if (records_tracked(fd))
        return tracked_sendmsg(fd, message, flags);
    return libc.sendmsg(fd, message, flags);
}

static __attribute__((noinline, flatten)) int tracked_sendmmsg(int fd, struct mmsghdr *messages,
                                                               unsigned count, int flags)
{
    struct request request;
    if (!request_begin(&request, fd, &flags))
        return -1;
    return (int)request_end(&request, libc.sendmmsg(fd, messages, count, flags));
}

int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
    if (records_tracked(fd))
        return tracked_sendmmsg(fd, messages, count, flags);
    return libc.sendmmsg(fd, messages, count, flags);
}

/*
 * write(2) cannot be told to raise no SIGPIPE, so on a socket it becomes send(2). Where
 * the two differ, it stays write(2): if it is no socket after all (the record is stale),
 * and with more than the kernel takes at once (MAX_RW_COUNT), which write(2) checks whole.
 */
static ssize_t write_or_send(struct request *request, int flags, const void *data, size_t length)
{
    const int saved_errno = errno;
    if (length <= WRITE_MAX) {
        const ssize_t result = libc.send(request->fd, data, length, flags);
        if (result >= 0 || errno != ENOTSOCK)
            return result;
    }
    request->silent = true;
    errno = saved_errno;
    return libc.write(request->fd, data, length);
}

static __attribute__((noinline, flatten)) ssize_t tracked_write(int fd, const void *data,
                                                                size_t length)
{
    struct request request;
    int flags = 0;
    if (!request_begin(&request, fd, &flags))
        return -1;
    return request_end(&request, write_or_send(&request, flags, data, length));
}

ssize_t write(int fd, const void *data, size_t length)
{
    if (records_tracked(fd))
        return tracked_write(fd, data, length);
    return libc.write(fd, data, length);
}

/* True if there is something to send; writev(2) of nothing does not even look at the socket. */
static bool has_bytes(const struct iovec *parts, int count)
{
    if (count <= 0 || count > IOV_MAX || !memory_is_readable(parts, (size_t)count * sizeof *parts))
        return false;
    for (int i = 0; i < count; i++)
        if (parts[i].iov_len != 0)
            return true;
    return false;
}

static ssize_t writev_or_send(struct request *request, int flags, const struct iovec *parts,
                              int count)
{
    const int saved_errno = errno;
    /* sendmsg(2) only reads them. */
    const union {
        const struct iovec *read_only;
        struct iovec *field;
    } iov = {parts};
    const struct msghdr message = {.msg_iov = iov.field, .msg_iovlen = (size_t)count};
    if (has_bytes(parts, count)) {
        const ssize_t result = libc.sendmsg(request->fd, &message, flags);
        if (result >= 0 || errno != ENOTSOCK)
            return result;
    }
    request->silent = true;
    errno = saved_errno;
    return libc.writev(request->fd, parts, count);
}

static __attribute__((noinline, flatten)) ssize_t tracked_writev(int fd, const struct iovec *parts,
                                                                 int count)
{
    struct request request;
    int flags = 0;
    if (!request_begin(&request, fd, &flags))
        return -1;
    return request_end(&request, writev_or_send(&request, flags, parts, count));
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    if (records_tracked(fd))
        return tracked_writev(fd, parts, count);
    return libc.writev(fd, parts, count);
}
