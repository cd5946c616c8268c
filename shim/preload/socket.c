// SPDX-License-Identifier: MIT
#include "socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* include/net/tcp_states.h; <netinet/tcp.h> has them too, but cannot stand beside <linux/tcp.h>. */
enum { STATE_ESTABLISHED = 1, STATE_SYN_SENT = 2, STATE_FIN_WAIT1 = 4, STATE_FIN_WAIT2 = 5 };

uint64_t socket_cookie(int fd)
{
    const int saved_errno = errno;
    uint64_t cookie = 0;
    socklen_t length = sizeof cookie;
    if (getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &length) != 0)
        cookie = 0;
    errno = saved_errno;
    return cookie;
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
