// SPDX-License-Identifier: MIT
/*
 * Connections are closed behind the shim's back, and their numbers are given again, by every
 * call that gives one: nothing is left of them. Argument: the node.
 */
#include "hazard.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int fcntl64(int fd, int command, ...);

static int listener;
static int spare;

static void call(void)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &length);
    const long caller = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
    must(syscall(SYS_connect, caller, &address, length) == 0, "connect");
}

static int again_by_socket(int fd)
{
    (void)fd;
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int again_by_accept(int fd)
{
    (void)fd;
    return accept(listener, NULL, NULL);
}

static int again_by_accept4(int fd)
{
    (void)fd;
    return accept4(listener, NULL, NULL, 0);
}

static int again_by_dup(int fd)
{
    (void)fd;
    return dup(spare);
}

static int again_by_dup2(int fd)
{
    return dup2(spare, fd);
}

static int again_by_dup3(int fd)
{
    return dup3(spare, fd, O_CLOEXEC);
}

static int again_by_fcntl(int fd)
{
    return fcntl(spare, F_DUPFD, fd);
}

static int again_by_fcntl64(int fd)
{
    return fcntl64(spare, F_DUPFD_CLOEXEC, fd);
}

static int (*const ways[])(int fd) = {
    again_by_socket, again_by_accept, again_by_accept4, again_by_dup,
    again_by_dup2,   again_by_dup3,   again_by_fcntl,   again_by_fcntl64,
};

enum { WAYS = sizeof ways / sizeof ways[0] };

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: stale NODE");
    int connections[WAYS];
    listener = listen_at("127.0.0.1:0");
    spare = dup(STDIN_FILENO);
    call();
    call();
    for (size_t i = 0; i < WAYS; i++)
        connections[i] = connect_to(argv[1]);
    for (size_t i = 0; i < WAYS; i++) {
        syscall(SYS_close, connections[i]);
        must(ways[i](connections[i]) == connections[i], "the number is given again");
    }
    /* One that is, and that the keeper looks at in a while. */
    must(write(connect_to(argv[1]), "get key-0\r\n", 11) == 11, "it takes a request");
    request("pause");
    request("look");
    return 0;
}
