// SPDX-License-Identifier: MIT
#include "socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* include/net/tcp_states.h; <netinet/tcp.h> has them too, but cannot stand beside <linux/tcp.h>. */
enum { STATE_ESTABLISHED = 1, STATE_SYN_SENT = 2, STATE_FIN_WAIT1 = 4, STATE_FIN_WAIT2 = 5 };

static uint64_t read_number(int fd, int option)
{
    const int saved_errno = errno;
    uint64_t number = 0;
    socklen_t length = sizeof number;
    if (getsockopt(fd, SOL_SOCKET, option, &number, &length) != 0)
        number = 0;
    errno = saved_errno;
    return number;
}

uint64_t socket_cookie(int fd)
{
    return read_number(fd, SO_COOKIE);
}

uint64_t socket_network(int fd)
{
    return read_number(fd, SO_NETNS_COOKIE);
}

bool socket_is_tcp(int fd)
{
    const int saved_errno = errno;
    int protocol = 0;
    socklen_t length = sizeof protocol;
    const bool known = getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) == 0;
    errno = saved_errno;
    return known && protocol == IPPROTO_TCP;
}

bool socket_tcp_info(int fd, struct tcp_info *info)
{
    const int saved_errno = errno;
    socklen_t length = sizeof *info;
    *info = (struct tcp_info){0};
    const bool known = getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &length) == 0;
    errno = saved_errno;
    return known;
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
