// SPDX-License-Identifier: MIT
#include "descriptors.h"

#include "hazard.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

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
    const int knocking = connect_to(descriptors_address);
    errno = ERRNO_BEFORE;
    close(fd);
    const long result =
        accept4(descriptors_listener, (struct sockaddr *)&peer, &length, SOCK_CLOEXEC);
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

const struct descriptor_call making_calls[] = {
    {"accept", call_accept, false},
    {"accept4, wrong length", call_accept_wrong, false},
    {"accept4, wrong flags", call_accept4, false},
    {"accept4 of a connection", call_accept_for_real, false},
    {"socket", call_socket, false},
    {"socket, wrong", call_socket_wrong, false},
    {"dlopen", call_dlopen, false},
    {NULL, NULL, false},
};
