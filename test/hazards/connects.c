// SPDX-License-Identifier: MIT
/*
 * connect(2) with every kind of address on every kind of descriptor, and once more on the
 * same one: what it returns, errno, what poll(2) and SO_ERROR say then. Argument: a node.
 */
#include "hazard.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef IPPROTO_MPTCP
enum { IPPROTO_MPTCP = 262 };
#endif

enum { SETTLED_MS = 50, NOT_OPEN = 777 };

static const char *node;

/* How a descriptor comes about. */

static int open_v4(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int open_v6(void)
{
    return socket(AF_INET6, SOCK_STREAM, 0);
}

static int open_v6_only(void)
{
    const int one = 1;
    const int fd = socket(AF_INET6, SOCK_STREAM, 0);
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    return fd;
}

static int open_udp(void)
{
    return socket(AF_INET, SOCK_DGRAM, 0);
}

static int open_unix(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int open_multipath(void)
{
    return socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
}

static int open_connected(void)
{
    return connect_to(node);
}

/* Both sides have closed, or what follows would depend on which is faster. */
static int open_ended(void)
{
    char nothing;
    const int fd = connect_to(node);
    shutdown(fd, SHUT_WR);
    must(recv(fd, &nothing, 1, 0) == 0, "the other side ends too");
    return fd;
}

static int open_listener(void)
{
    return listen_at("127.0.0.1:0");
}

static int open_bound(void)
{
    const struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(0x7f000002)}};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    must(bind(fd, (const struct sockaddr *)&address, sizeof address) == 0, "bind");
    return fd;
}

static int open_fast(void)
{
    const int one = 1;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &one, sizeof one);
    return fd;
}

static int open_pipe(void)
{
    int ends[2];
    must(pipe(ends) == 0, "pipe");
    close(ends[1]);
    return ends[0];
}

static int open_nothing(void)
{
    return NOT_OPEN;
}

static int open_negative(void)
{
    return -1;
}

static const struct {
    const char *name;
    int (*open)(void);
} descriptors[] = {
    {"TCP", open_v4},
    {"TCP on IPv6", open_v6},
    {"TCP on IPv6 only", open_v6_only},
    {"UDP", open_udp},
    {"Unix", open_unix},
    {"multipath TCP", open_multipath},
    {"connected", open_connected},
    {"ended", open_ended},
    {"listening", open_listener},
    {"bound", open_bound},
    {"fast open", open_fast},
    {"pipe", open_pipe},
    {"not open", open_nothing},
    {"-1", open_negative},
};

/* Addresses, each at the end of what can be read. */

struct target {
    const char *name;
    const void *at;
    socklen_t length;
};

static char *end_of_memory(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(pages != MAP_FAILED && mprotect(pages + page, page, PROT_NONE) == 0, "memory");
    return pages + page;
}

static const void *at_the_end(const void *address, size_t length)
{
    return memcpy(end_of_memory() - length, address, length);
}

static void try_target(size_t kind, const struct target *target, int flags)
{
    const int fd = descriptors[kind].open();
    int error = 0;
    socklen_t length = sizeof error;
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN | POLLOUT};
    fcntl(fd, F_SETFL, flags);
    errno = ERRNO_BEFORE;
    printf("%s, %s, to %s: ", descriptors[kind].name, flags == 0 ? "blocking" : "non-blocking",
           target->name);
    printf("%s", outcome(connect(fd, target->at, target->length)));
    const int ready = poll(&poll_fd, 1, SETTLED_MS);
    errno = ERRNO_BEFORE;
    printf(", poll %d %x, again %s", ready, (unsigned)poll_fd.revents,
           outcome(connect(fd, target->at, target->length)));
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    errno = ERRNO_BEFORE;
    printf(", SO_ERROR %d, send %s\n", error, outcome(send(fd, "x", 1, MSG_DONTWAIT)));
    if (fd >= 0 && fd != NOT_OPEN)
        close(fd);
}

static void try_everywhere(const struct target *target)
{
    for (size_t kind = 0; kind < sizeof descriptors / sizeof descriptors[0]; kind++)
        for (int flags = 0; flags <= O_NONBLOCK; flags += O_NONBLOCK)
            try_target(kind, target, flags);
}

/* The data go with the SYN: no connect(2) at all. */
static void try_fast_open(const struct target *target)
{
    char answer[8];
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    errno = ERRNO_BEFORE;
    printf("MSG_FASTOPEN to %s: %s", target->name,
           outcome(sendto(fd, "version\r\n", 9, MSG_FASTOPEN, target->at, target->length)));
    errno = ERRNO_BEFORE;
    printf(", %s\n", outcome(recv(fd, answer, sizeof answer, 0)));
    close(fd);
}

/* connect(2) does nothing yet: the SYN goes with the first data. */
static void try_late_connect(const struct target *target)
{
    const int one = 1;
    char answer[8];
    const int fd = open_fast();
    setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, &one, sizeof one);
    errno = ERRNO_BEFORE;
    printf("TCP_FASTOPEN_CONNECT to %s: %s", target->name,
           outcome(connect(fd, target->at, target->length)));
    errno = ERRNO_BEFORE;
    printf(", send %s", outcome(send(fd, "version\r\n", 9, 0)));
    errno = ERRNO_BEFORE;
    printf(", %s\n", outcome(recv(fd, answer, sizeof answer, 0)));
    close(fd);
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: connects NODE");
    node = argv[1];
    struct sockaddr_in v4;
    struct sockaddr_storage resolved = {0};
    resolve(node, &resolved);
    memcpy(&v4, &resolved, sizeof v4);
    const uint16_t port = v4.sin_port;
    const struct sockaddr_in refused = {
        .sin_family = AF_INET, .sin_port = port, .sin_addr = {htonl(0x7f000009)}};
    const struct sockaddr_in unspecified = {.sin_family = AF_UNSPEC, .sin_port = port};
    const struct sockaddr_in6 v6 = {
        .sin6_family = AF_INET6, .sin6_port = port, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_in6 mapped = {.sin6_family = AF_INET6, .sin6_port = port};
    mapped.sin6_addr.s6_addr32[2] = htonl(0xffff);
    mapped.sin6_addr.s6_addr32[3] = v4.sin_addr.s_addr;
    const struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/no/such/socket"};

    const struct target targets[] = {
        {"IPv4", at_the_end(&v4, sizeof v4), sizeof v4},
        {"IPv4 and more", &resolved, 64},
        {"IPv4 and as much as can be", &resolved, 128},
        {"IPv4 and too much", &resolved, 129},
        {"IPv4 of length -1", &resolved, (socklen_t)-1},
        {"IPv4 of length 0", &resolved, 0},
        {"IPv4 cut", at_the_end(&v4, sizeof v4), sizeof v4 - 1},
        {"IPv4 that cannot be read to its end", at_the_end(&v4, 15), sizeof v4},
        {"IPv4 in a longer address that cannot be read", at_the_end(&v4, sizeof v4), sizeof v6},
        {"a closed port", at_the_end(&refused, sizeof refused), sizeof refused},
        {"AF_UNSPEC", at_the_end(&unspecified, sizeof unspecified), sizeof unspecified},
        {"IPv6", at_the_end(&v6, sizeof v6), sizeof v6},
        {"IPv6 without its scope", at_the_end(&v6, 24), 24},
        {"IPv6 cut", at_the_end(&v6, 23), 23},
        {"IPv6 without its scope that cannot be read to its end", at_the_end(&v6, 20), 24},
        {"IPv6 that cannot be read to its end", at_the_end(&v6, 20), sizeof v6},
        {"IPv4 mapped", at_the_end(&mapped, sizeof mapped), sizeof mapped},
        {"a path", &local, sizeof local},
        {"NULL", NULL, sizeof v4},
        {"nowhere", (const void *)16, sizeof v4},
        {"kernel memory", (const void *)~UINT64_C(0xfff), sizeof v4},
    };
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        try_everywhere(&targets[i]);
        try_fast_open(&targets[i]);
        try_late_connect(&targets[i]);
    }
    return 0;
}
