// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_SOCKET_H
#define MCSHIM_PRELOAD_SOCKET_H

#include <linux/tcp.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * What the kernel knows of a descriptor. All: any thread, signal handlers, after
 * fork; errno stays.
 */

/*
 * The number that the kernel gave the socket, never given again while the machine
 * runs (SO_COOKIE, socket(7)). 0: not a socket.
 */
uint64_t socket_cookie(int fd);

/* True for a TCP socket; not for what only looks like one (MPTCP, SMC). */
bool socket_is_tcp(int fd);

/* True for a TCP socket that is neither connected, connecting nor listening. */
bool socket_is_idle(int fd);

/* The network namespace that it was made in, as a number never given again. 0: Linux before 5.14.
 */
uint64_t socket_network(int fd);

/* tcp(7), TCP_INFO; older kernels fill less of it, the rest is 0. False: not TCP. */
bool socket_tcp_info(int fd, struct tcp_info *info);

/* Bytes that have arrived and were not read yet. */
bool socket_has_unread(int fd);

/* True in SYN_SENT: no answer to the connect yet. */
bool socket_is_connecting(const struct tcp_info *info);

/* True while there is a peer that could still answer: connecting or connected. */
bool socket_is_alive(const struct tcp_info *info);

#endif
