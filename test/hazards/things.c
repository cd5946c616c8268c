// SPDX-License-Identifier: MIT
#include "things.h"

#include "hazard.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ROOM = 64 };

/* Nothing waits for an answer that will not come. */
static int ready(int fd, short events)
{
    struct pollfd poll_fd = {.fd = fd, .events = events};
    return poll(&poll_fd, 1, 0) == 1 ? poll_fd.revents : 0;
}

static void tell(const char *what, long result)
{
    printf(" %s %s", what, outcome(result));
    errno = ERRNO_BEFORE;
}

static void tell_read(const char *what, long result, const char *text)
{
    tell(what, result);
    printf(" [%.*s]", result > 0 ? (int)result : 0, text);
}

/* Both ways, with all calls that there are for it. */
static void talk(struct thing thing)
{
    char text[ROOM];
    struct iovec part = {text, sizeof text};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    printf(" ready %x", (unsigned)ready(thing.fd, POLLIN | POLLOUT));
    errno = ERRNO_BEFORE;
    tell("write", write(thing.fd, "one", 3));
    tell("send", send(thing.fd, "two", 3, 0));
    tell_read("arrived", recv(thing.other, text, sizeof text, MSG_DONTWAIT), text);
    tell("answer", send(thing.other, "three", 5, 0));
    tell_read("peek", recv(thing.fd, text, sizeof text, MSG_PEEK | MSG_DONTWAIT), text);
    tell_read("read", read(thing.fd, text, 2), text);
    tell_read("recvmsg", recvmsg(thing.fd, &message, MSG_DONTWAIT), text);
    tell("recv", recv(thing.fd, text, sizeof text, MSG_DONTWAIT));
    part.iov_len = 3;
    tell("writev", writev(thing.fd, &part, 1));
    tell("sendmsg", sendmsg(thing.fd, &message, 0));
}

static struct thing open_unix(const char *node)
{
    int ends[2];
    (void)node;
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "socketpair");
    return (struct thing){ends[0], ends[1]};
}

static struct thing open_datagrams(const char *node)
{
    int ends[2];
    (void)node;
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0, "socketpair");
    return (struct thing){ends[0], ends[1]};
}

static struct thing open_tcp(const char *node)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    char text[INET_ADDRSTRLEN + 8];
    const int listener = listen_at("127.0.0.1:0");
    (void)node;
    getsockname(listener, (struct sockaddr *)&address, &length);
    snprintf(text, sizeof text, "127.0.0.1:%d", ntohs(address.sin_port));
    const int connection = connect_to(text);
    return (struct thing){connection, accept(listener, NULL, NULL)};
}

static struct thing open_file(const char *node)
{
    (void)node;
    const int fd = memfd_create("file", 0);
    must(fd >= 0, "memfd_create");
    return (struct thing){fd, -1};
}

static void use_file(struct thing thing)
{
    char text[ROOM];
    struct iovec part = {text, 3};
    errno = ERRNO_BEFORE;
    memcpy(text, "two", 3);
    tell("write", write(thing.fd, "one", 3));
    tell("writev", writev(thing.fd, &part, 1));
    tell("send", send(thing.fd, "three", 5, 0));
    lseek(thing.fd, 0, SEEK_SET);
    tell_read("read", read(thing.fd, text, sizeof text), text);
    tell("recv", recv(thing.fd, text, sizeof text, 0));
}

static struct thing open_pipe_to_read(const char *node)
{
    int ends[2];
    (void)node;
    must(pipe(ends) == 0, "pipe");
    return (struct thing){ends[0], ends[1]};
}

static struct thing open_pipe_to_write(const char *node)
{
    const struct thing thing = open_pipe_to_read(node);
    return (struct thing){thing.other, thing.fd};
}

static void use_pipe_to_read(struct thing thing)
{
    char text[ROOM];
    errno = ERRNO_BEFORE;
    tell("write", write(thing.other, "one", 3));
    tell_read("read", read(thing.fd, text, sizeof text), text);
    tell("wrong", write(thing.fd, "two", 3));
}

static void use_pipe_to_write(struct thing thing)
{
    char text[ROOM] = "two";
    struct iovec part = {text, 3};
    errno = ERRNO_BEFORE;
    tell("write", write(thing.fd, "one", 3));
    tell("writev", writev(thing.fd, &part, 1));
    tell_read("read", read(thing.other, text, sizeof text), text);
    tell("wrong", read(thing.fd, text, sizeof text));
}

static struct thing open_epoll(const char *node)
{
    struct epoll_event event = {.events = EPOLLOUT, .data = {.u32 = 4711}};
    const int fd = epoll_create1(0);
    const struct thing pipe = open_pipe_to_write(node);
    must(epoll_ctl(fd, EPOLL_CTL_ADD, pipe.fd, &event) == 0, "epoll_ctl");
    return (struct thing){fd, pipe.fd};
}

static void use_epoll(struct thing thing)
{
    char text[ROOM];
    struct epoll_event event = {0};
    errno = ERRNO_BEFORE;
    tell("wait", epoll_wait(thing.fd, &event, 1, 0));
    printf(" event %x of %u", event.events, event.data.u32);
    tell("write", write(thing.fd, "one", 3));
    tell("read", read(thing.fd, text, sizeof text));
}

static struct thing open_listener(const char *node)
{
    (void)node;
    return (struct thing){listen_at("127.0.0.1:0"), -1};
}

static void use_listener(struct thing thing)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    char text[INET_ADDRSTRLEN + 8];
    getsockname(thing.fd, (struct sockaddr *)&address, &length);
    snprintf(text, sizeof text, "127.0.0.1:%d", ntohs(address.sin_port));
    const struct thing pair = {connect_to(text), accept(thing.fd, NULL, NULL)};
    talk(pair);
    close(pair.fd);
    close(pair.other);
}

static struct thing open_node(const char *node)
{
    return (struct thing){connect_to(node), -1};
}

static void use_node(struct thing thing)
{
    char text[ROOM];
    errno = ERRNO_BEFORE;
    tell("write", write(thing.fd, "get key-0\r\n", 11));
    tell_read("read", read(thing.fd, text, sizeof text), text);
}

const struct thing_kind thing_kinds[] = {
    {"a Unix socket", open_unix, talk},
    {"a Unix socket of packets", open_datagrams, talk},
    {"TCP to something else", open_tcp, talk},
    {"a file", open_file, use_file},
    {"a pipe to read", open_pipe_to_read, use_pipe_to_read},
    {"a pipe to write", open_pipe_to_write, use_pipe_to_write},
    {"an epoll", open_epoll, use_epoll},
    {"a listener", open_listener, use_listener},
    {"TCP to another node", open_node, use_node},
    {NULL, NULL, NULL},
};
