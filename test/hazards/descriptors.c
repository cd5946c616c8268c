// SPDX-License-Identifier: MIT
/*
 * The hooked calls that make, copy and close descriptors: what they return, errno, and
 * which descriptors there are afterwards. Argument: an address to listen at and to
 * connect to.
 */
#include "hazard.h"
#include "pair.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int fcntl64(int fd, int command, ...);

enum { FIRST = 40, SECOND = 41, FREE = 42, UNUSED = 777 };

static const char *address;
static int listener;

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

static long call_close_range_wrong(int fd)
{
    return close_range((unsigned)fd, UINT_MAX, -1);
}

static long call_closefrom(int fd)
{
    closefrom(fd);
    return 0;
}

static long call_dup(int fd)
{
    return dup(fd);
}

static long call_dup2_free(int fd)
{
    return dup2(fd, FREE);
}

static long call_dup2_itself(int fd)
{
    return dup2(fd, fd);
}

static long call_dup2_onto(int fd)
{
    return dup2(fd, SECOND);
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
    return dup3(fd, SECOND, O_CLOEXEC);
}

static long call_dup3_itself(int fd)
{
    return dup3(fd, fd, 0);
}

static long call_dup3_wrong(int fd)
{
    return dup3(fd, FREE, O_APPEND);
}

static long call_dupfd(int fd)
{
    return fcntl(fd, F_DUPFD, FIRST);
}

static long call_dupfd_cloexec(int fd)
{
    return fcntl(fd, F_DUPFD_CLOEXEC, FREE);
}

static long call_dupfd_wrong(int fd)
{
    return fcntl(fd, F_DUPFD, INT_MAX);
}

static long call_dupfd_64(int fd)
{
    return fcntl64(fd, F_DUPFD_CLOEXEC, FREE);
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

static long call_accept(int fd)
{
    return accept(fd, NULL, NULL);
}

static long call_accept_wrong(int fd)
{
    socklen_t length = (socklen_t)-1;
    struct sockaddr_storage peer;
    return accept4(fd, (struct sockaddr *)&peer, &length, 0);
}

static long call_accept4(int fd)
{
    return accept4(fd, NULL, NULL, -1);
}

/* A listener that somebody knocks at, on a number that was a connection. */
static long call_accept_for_real(int fd)
{
    struct sockaddr_storage peer = {0};
    socklen_t length = sizeof peer;
    const int knocking = connect_to(address);
    errno = ERRNO_BEFORE;
    close(fd);
    const long result = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_CLOEXEC);
    const int error = errno;
    printf("(family %d, length %u) ", peer.ss_family, length);
    close(knocking);
    errno = error;
    return result;
}

static long call_socket(int fd)
{
    close(fd);
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long call_socket_wrong(int fd)
{
    return socket(fd, fd, fd);
}

static long call_dlopen(int fd)
{
    (void)fd;
    return dlopen("no-such-library.so", RTLD_NOW | RTLD_DEEPBIND) == NULL;
}

static const struct {
    const char *name;
    long (*run)(int fd);
} calls[] = {
    {"close", call_close},
    {"close, twice", call_close_twice},
    {"close_range", call_close_range},
    {"close_range, backwards", call_close_range_backwards},
    {"close_range to the end", call_close_range_to_the_end},
    {"close_range, CLOSE_RANGE_CLOEXEC", call_close_range_cloexec},
    {"close_range, wrong flags", call_close_range_wrong},
    {"closefrom", call_closefrom},
    {"dup", call_dup},
    {"dup2 to a free number", call_dup2_free},
    {"dup2 to itself", call_dup2_itself},
    {"dup2 onto another", call_dup2_onto},
    {"dup2 of another over it", call_dup2_over},
    {"dup2 to -1", call_dup2_wrong},
    {"dup3 onto another", call_dup3_onto},
    {"dup3 to itself", call_dup3_itself},
    {"dup3, wrong flags", call_dup3_wrong},
    {"fcntl F_DUPFD", call_dupfd},
    {"fcntl F_DUPFD_CLOEXEC", call_dupfd_cloexec},
    {"fcntl F_DUPFD beyond all", call_dupfd_wrong},
    {"fcntl64 F_DUPFD_CLOEXEC", call_dupfd_64},
    {"fcntl F_GETFL", call_getfl},
    {"fcntl F_SETFL", call_setfl},
    {"fcntl F_SETOWN, wrong", call_setown},
    {"fcntl F_GETLK, nowhere", call_getlk_nowhere},
    {"fcntl64, no such command", call_fcntl_wrong},
    {"fclose", call_fclose},
    {"fclose with something to write", call_fclose_unflushed},
    {"fclose of memory", call_fclose_memory},
    {"accept", call_accept},
    {"accept4, wrong length", call_accept_wrong},
    {"accept4, wrong flags", call_accept4},
    {"accept4 of a connection", call_accept_for_real},
    {"socket", call_socket},
    {"socket, wrong", call_socket_wrong},
    {"dlopen", call_dlopen},
};

/* Which descriptors there are above those that every case has, and what they are. */
static void print_descriptors(void)
{
    for (int fd = STDERR_FILENO + 1; fd < UNUSED; fd++) {
        int type = 0;
        socklen_t length = sizeof type;
        const int flags = fcntl(fd, F_GETFD);
        if (flags < 0 || fd == listener)
            continue;
        getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &type, &length);
        printf(" %d%s:%d", fd, flags == FD_CLOEXEC ? "+cloexec" : "", type);
    }
}

static void close_all(void)
{
    for (int fd = STDERR_FILENO + 1; fd <= UNUSED; fd++)
        if (fd != listener)
            close(fd);
}

/* The connection is FIRST, and SECOND is another one. */
static void try_on_connection(size_t index, enum pair_state state)
{
    const struct pair pair = pair_open(listener, address, state, PAIR_NONBLOCKING);
    const struct pair other = pair_open(listener, address, PAIR_DATA, PAIR_NONBLOCKING);
    char arrived[16];
    dup2(pair.near, FIRST);
    dup2(other.near, SECOND);
    close(pair.near);
    close(other.near);
    errno = ERRNO_BEFORE;
    printf("%s, %s: ", pair_state_names[state], calls[index].name);
    printf("%s,", outcome(calls[index].run(FIRST)));
    print_descriptors();
    pair_drain(pair.far, arrived, sizeof arrived);
    printf(" arrived [%s]\n", arrived);
    close_all();
}

static void try_on_number(size_t index, int fd)
{
    errno = ERRNO_BEFORE;
    printf("%d, %s: ", fd, calls[index].name);
    printf("%s\n", outcome(calls[index].run(fd)));
    close_all();
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: descriptors ADDRESS:PORT");
    signal(SIGPIPE, SIG_IGN); /* fclose(3) sends what was not sent yet */
    address = argv[1];
    close_range(STDERR_FILENO + 1, UINT_MAX, 0); /* whatever we were started with */
    listener = listen_at(address);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        try_on_connection(i, PAIR_SILENT);
        try_on_connection(i, PAIR_ENDED);
        try_on_connection(i, PAIR_UNCONNECTED);
        try_on_number(i, UNUSED);
        if (calls[i].run != call_close_range_to_the_end && calls[i].run != call_closefrom)
            try_on_number(i, -1);
    }
    return 0;
}
