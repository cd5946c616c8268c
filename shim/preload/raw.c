// SPDX-License-Identifier: MIT
#undef _FILE_OFFSET_BITS /* else <fcntl.h> renames fcntl to fcntl64 */
#include "libc.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>

static int raw_connect(int fd, const struct sockaddr *address, socklen_t length)
{
    return (int)syscall(SYS_connect, fd, address, length);
}

static ssize_t raw_send(int fd, const void *data, size_t length, int flags)
{
    return syscall(SYS_sendto, fd, data, length, flags, NULL, 0);
}

static ssize_t raw_sendto(int fd, const void *data, size_t length, int flags,
                          const struct sockaddr *address, socklen_t address_length)
{
    return syscall(SYS_sendto, fd, data, length, flags, address, address_length);
}

static ssize_t raw_sendmsg(int fd, const struct msghdr *message, int flags)
{
    return syscall(SYS_sendmsg, fd, message, flags);
}

static int raw_sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
    return (int)syscall(SYS_sendmmsg, fd, messages, count, flags);
}

static ssize_t raw_write(int fd, const void *data, size_t length)
{
    return syscall(SYS_write, fd, data, length);
}

static ssize_t raw_writev(int fd, const struct iovec *parts, int count)
{
    return syscall(SYS_writev, fd, parts, count);
}

static ssize_t raw_recv(int fd, void *buffer, size_t length, int flags)
{
    return syscall(SYS_recvfrom, fd, buffer, length, flags, NULL, NULL);
}

static ssize_t raw_recvfrom(int fd, void *buffer, size_t length, int flags,
                            struct sockaddr *address, socklen_t *address_length)
{
    return syscall(SYS_recvfrom, fd, buffer, length, flags, address, address_length);
}

static ssize_t raw_recvmsg(int fd, struct msghdr *message, int flags)
{
    return syscall(SYS_recvmsg, fd, message, flags);
}

static int raw_recvmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags,
                        struct timespec *timeout)
{
    return (int)syscall(SYS_recvmmsg, fd, messages, count, flags, timeout);
}

static ssize_t raw_read(int fd, void *buffer, size_t length)
{
    return syscall(SYS_read, fd, buffer, length);
}

static ssize_t raw_readv(int fd, const struct iovec *parts, int count)
{
    return syscall(SYS_readv, fd, parts, count);
}

static ssize_t raw___recv_chk(int fd, void *buffer, size_t length, size_t buffer_length, int flags)
{
    return raw_recv(fd, buffer, length < buffer_length ? length : buffer_length, flags);
}

static ssize_t raw___recvfrom_chk(int fd, void *buffer, size_t length, size_t buffer_length,
                                  int flags, struct sockaddr *address, socklen_t *address_length)
{
    return raw_recvfrom(fd, buffer, length < buffer_length ? length : buffer_length, flags, address,
                        address_length);
}

static ssize_t raw___read_chk(int fd, void *buffer, size_t length, size_t buffer_length)
{
    return raw_read(fd, buffer, length < buffer_length ? length : buffer_length);
}

static int raw_close(int fd)
{
    return (int)syscall(SYS_close, fd);
}

static int raw_close_range(unsigned first, unsigned last, int flags)
{
    return (int)syscall(SYS_close_range, first, last, flags);
}

static void raw_closefrom(int first)
{
    syscall(SYS_close_range, first < 0 ? 0 : first, UINT_MAX, 0);
}

static int raw_dup(int fd)
{
    return (int)syscall(SYS_dup, fd);
}

static int raw_dup3(int fd, int wanted, int flags)
{
    return (int)syscall(SYS_dup3, fd, wanted, flags);
}

static int raw_fcntl(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return (int)syscall(SYS_fcntl, fd, command, argument);
}

static int raw_fcntl64(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    return (int)syscall(SYS_fcntl, fd, command, argument);
}

static int raw_dup2(int fd, int wanted)
{
    if (fd == wanted) /* dup3(2) forbids it and newer machines have no dup2 */
        return raw_fcntl(fd, F_GETFD) < 0 ? -1 : fd;
    return raw_dup3(fd, wanted, 0);
}

static int raw_accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)
{
    return (int)syscall(SYS_accept4, fd, address, length, flags);
}

static int raw_accept(int fd, struct sockaddr *address, socklen_t *length)
{
    return raw_accept4(fd, address, length, 0);
}

static int raw_socket(int domain, int type, int protocol)
{
    return (int)syscall(SYS_socket, domain, type, protocol);
}

/* The last two are no system calls: they have to be looked up, early or not. */

static int raw_fclose(FILE *file)
{
    __typeof__(fclose) *next;
    void *symbol = dlsym(RTLD_NEXT, "fclose");
    memcpy(&next, &symbol, sizeof next);
    return next(file);
}

static void *raw_dlopen(const char *file, int flags)
{
    __typeof__(dlopen) *next;
    void *symbol = dlsym(RTLD_NEXT, "dlopen");
    memcpy(&next, &symbol, sizeof next);
    return next(file, flags);
}

struct libc libc = {
#define X(name) .name = raw_##name,
    LIBC_CALLS(X)
#undef X
};
