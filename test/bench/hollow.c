// SPDX-License-Identifier: MIT
/*
 * For LD_PRELOAD: hooks that note nothing. On a connection to PORT they call the next function and
 * return what it has returned, on any other they jump to it, so what the two differ by is what
 * any hook costs that has to see how a call has ended.
 */
#include <dlfcn.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

enum { PORT = 18888, DESCRIPTORS = 1 << 16 };

static bool tracked[DESCRIPTORS];

static struct {
    __typeof__(connect) *connect;
    __typeof__(send) *send;
    __typeof__(recv) *recv;
} next;

/* An object pointer cannot be cast to a function pointer in C. */
static void resolve(const char *name, void *function)
{
    void *symbol = dlsym(RTLD_NEXT, name);
    memcpy(function, &symbol, sizeof symbol);
}

static __attribute__((constructor)) void resolve_all(void)
{
    resolve("connect", &next.connect);
    resolve("send", &next.send);
    resolve("recv", &next.recv);
}

/* Between the call and the return, so that the call is none that could be a jump. */
static ssize_t see(ssize_t result)
{
    __asm__ volatile("" : "+r"(result));
    return result;
}

static __attribute__((noinline)) ssize_t tracked_send(int fd, const void *data, size_t length,
                                                      int flags)
{
    return see(next.send(fd, data, length, flags));
}

static __attribute__((noinline)) ssize_t tracked_recv(int fd, void *buffer, size_t length,
                                                      int flags)
{
    return see(next.recv(fd, buffer, length, flags));
}

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    struct sockaddr_in target = {0};
    if (length >= sizeof target)
        memcpy(&target, address, sizeof target);
    tracked[(unsigned)fd % DESCRIPTORS] = ntohs(target.sin_port) == PORT;
    return next.connect(fd, address, length);
}

ssize_t send(int fd, const void *data, size_t length, int flags)
{
    if (tracked[(unsigned)fd % DESCRIPTORS])
        return tracked_send(fd, data, length, flags);
    return next.send(fd, data, length, flags);
}

ssize_t recv(int fd, void *buffer, size_t length, int flags)
{
    if (tracked[(unsigned)fd % DESCRIPTORS])
        return tracked_recv(fd, buffer, length, flags);
    return next.recv(fd, buffer, length, flags);
}
