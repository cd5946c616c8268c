// SPDX-License-Identifier: MIT
/*
 * The hooked calls that make, copy and close descriptors: what they return, errno, and
 * which descriptors there are afterwards. Argument: an address to listen at and to
 * connect to.
 */
#include "descriptors.h"
#include "hazard.h"
#include "pair.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { UNUSED = 777 };

const char *descriptors_address;
int descriptors_listener;

/* Which descriptors there are above those that every case has, and what they are. */
static void print_descriptors(void)
{
    for (int fd = STDERR_FILENO + 1; fd < UNUSED; fd++) {
        int type = 0;
        socklen_t length = sizeof type;
        const int flags = fcntl(fd, F_GETFD);
        if (flags < 0 || fd == descriptors_listener)
            continue;
        getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &type, &length);
        printf(" %d%s:%d", fd, flags == FD_CLOEXEC ? "+cloexec" : "", type);
    }
}

static void close_all(void)
{
    for (int fd = STDERR_FILENO + 1; fd <= UNUSED; fd++)
        if (fd != descriptors_listener)
            close(fd);
}

/* The connection is DESCRIPTOR_FIRST, and DESCRIPTOR_SECOND is another one. */
static void try_on_connection(const struct descriptor_call *call, enum pair_state state)
{
    const struct pair pair =
        pair_open(descriptors_listener, descriptors_address, state, PAIR_NONBLOCKING);
    const struct pair other =
        pair_open(descriptors_listener, descriptors_address, PAIR_DATA, PAIR_NONBLOCKING);
    char arrived[16];
    dup2(pair.near, DESCRIPTOR_FIRST);
    dup2(other.near, DESCRIPTOR_SECOND);
    close(pair.near);
    close(other.near);
    errno = ERRNO_BEFORE;
    printf("%s, %s: ", pair_state_names[state], call->name);
    printf("%s,", outcome(call->run(DESCRIPTOR_FIRST)));
    print_descriptors();
    pair_drain(pair.far, arrived, sizeof arrived);
    printf(" arrived [%s]\n", arrived);
    close_all();
}

static void try_on_number(const struct descriptor_call *call, int fd)
{
    errno = ERRNO_BEFORE;
    printf("%d, %s: ", fd, call->name);
    printf("%s\n", outcome(call->run(fd)));
    close_all();
}

static void try_all(const struct descriptor_call *call)
{
    for (; call->name != NULL; call++) {
        try_on_connection(call, PAIR_SILENT);
        try_on_connection(call, PAIR_ENDED);
        try_on_connection(call, PAIR_UNCONNECTED);
        try_on_number(call, UNUSED);
        if (!call->takes_all)
            try_on_number(call, -1);
    }
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: descriptors ADDRESS:PORT");
    signal(SIGPIPE, SIG_IGN); /* fclose(3) sends what was not sent yet */
    descriptors_address = argv[1];
    close_range(STDERR_FILENO + 1, UINT_MAX, 0); /* whatever we were started with */
    descriptors_listener = listen_at(descriptors_address);
    try_all(closing_calls);
    try_all(copying_calls);
    try_all(making_calls);
    return 0;
}
