// SPDX-License-Identifier: MIT
#include "socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* include/net/tcp_states.h; <netinet/tcp.h> has them too, but cannot stand beside <linux/tcp.h>. */
enum {
    STATE_ESTABLISHED = 1,
    STATE_SYN_SENT = 2,
    STATE_FIN_WAIT1 = 4,
    STATE_FIN_WAIT2 = 5,
    STATE_CLOSE = 7
};

/* False, and *value as it was, if the descriptor has no such option. */
static bool read_option(int fd, int level, int option, void *value, socklen_t size)
{
    const int saved_errno = errno;
    const bool known = getsockopt(fd, level, option, value, &size) == 0;
    errno = saved_errno;
    return known;
}

uint64_t socket_cookie(int fd)
{
    uint64_t cookie = 0;
    read_option(fd, SOL_SOCKET, SO_COOKIE, &cookie, sizeof cookie);
    return cookie;
}

uint64_t socket_network(int fd)
{
    uint64_t network = 0;
    read_option(fd, SOL_SOCKET, SO_NETNS_COOKIE, &network, sizeof network);
    return network;
}

bool socket_tcp_info(int fd, struct tcp_info *info)
{
    *info = (struct tcp_info){0};
    return read_option(fd, IPPROTO_TCP, TCP_INFO, info, sizeof *info);
}

bool socket_is_tcp(int fd)
{
    int protocol = 0;
    return read_option(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, sizeof protocol) &&
           protocol == IPPROTO_TCP;
}

bool socket_is_idle(int fd)
{
    struct tcp_info info;
    return socket_tcp_info(fd, &info) && info.tcpi_state == STATE_CLOSE;
}

bool socket_has_unread(int fd)
{
    const int saved_errno = errno;
    int bytes = 0;
    const bool known = ioctl(fd, FIONREAD, &bytes) == 0;
    errno = saved_errno;
    return known && bytes > 0;
}

bool socket_is_connecting(const struct tcp_info *info)
{
    return info->tcpi_state == STATE_SYN_SENT;
}

bool socket_is_alive(const struct tcp_info *info)
{
    return info->tcpi_state == STATE_ESTABLISHED || info->tcpi_state == STATE_SYN_SENT ||
           info->tcpi_state == STATE_FIN_WAIT1 || info->tcpi_state == STATE_FIN_WAIT2;
}
