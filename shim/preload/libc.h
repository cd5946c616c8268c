// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_LIBC_H
#define MCSHIM_PRELOAD_LIBC_H

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* What callers built with _FORTIFY_SOURCE call instead; glibc's headers do not declare them. */
ssize_t __read_chk(int fd, void *buffer, size_t length, size_t buffer_length);
ssize_t __recv_chk(int fd, void *buffer, size_t length, size_t buffer_length, int flags);
ssize_t __recvfrom_chk(int fd, void *buffer, size_t length, size_t buffer_length, int flags,
                       struct sockaddr *address, socklen_t *address_length);

/* Every function that is hooked. */
#define LIBC_CALLS(X)                                                                              \
    X(connect)                                                                                     \
    X(send)                                                                                        \
    X(sendto)                                                                                      \
    X(sendmsg)                                                                                     \
    X(sendmmsg)                                                                                    \
    X(write)                                                                                       \
    X(writev)                                                                                      \
    X(recv)                                                                                        \
    X(recvfrom)                                                                                    \
    X(recvmsg)                                                                                     \
    X(recvmmsg)                                                                                    \
    X(read)                                                                                        \
    X(readv)                                                                                       \
    X(__recv_chk)                                                                                  \
    X(__recvfrom_chk)                                                                              \
    X(__read_chk)                                                                                  \
    X(close)                                                                                       \
    X(close_range)                                                                                 \
    X(closefrom)                                                                                   \
    X(dup)                                                                                         \
    X(dup2)                                                                                        \
    X(dup3)                                                                                        \
    X(fcntl)                                                                                       \
    X(fcntl64)                                                                                     \
    X(fclose)                                                                                      \
    X(accept)                                                                                      \
    X(accept4)                                                                                     \
    X(socket)                                                                                      \
    X(dlopen)

/*
 * The next function of each name after ours: libc's, or another preloaded
 * library's. Until libc_resolve() has run, which is in our constructor, they are
 * plain system calls (raw.c), for the constructors of other libraries may come first.
 */
struct libc {
#define X(name) __typeof__(name) *name;
    LIBC_CALLS(X)
#undef X
};

extern __attribute__((visibility("hidden"))) struct libc libc;

/* Once, before the program has threads. */
void libc_resolve(void);

#endif
