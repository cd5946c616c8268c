// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_ENDPOINT_H
#define MCSHIM_COMMON_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/*
 * An address and a port. IPv4 is kept as v4-mapped IPv6 (RFC 4291, 2.5.5.2), so
 * that a node is one node however a program spells it. No padding: endpoints
 * are compared and hashed as bytes.
 */
struct endpoint {
    uint8_t address[16];
    uint32_t scope; /* interface index of a link-local address, else 0 */
    uint16_t port;
    uint16_t unused;
};

/* "[IPv6%scope]:port" with its terminator. */
enum { ENDPOINT_TEXT_MAX = 64 };

/*
 * All functions here: any thread, signal handlers, after fork; no allocation,
 * no lock, and errno stays as it was.
 */

/* False if the address is neither AF_INET nor AF_INET6 or is too short. */
bool endpoint_from_sockaddr(struct endpoint *endpoint, const struct sockaddr *address,
                            socklen_t length);

/*
 * The address as a socket of `family` wants it; IPv4 for an AF_INET6 socket is
 * v4-mapped. Returns the length, 0 if an IPv6 address is asked for as AF_INET.
 */
socklen_t endpoint_to_sockaddr(const struct endpoint *endpoint, int family,
                               struct sockaddr_storage *address);

/* AF_INET for an IPv4 or v4-mapped address, AF_INET6 for all others. */
int endpoint_family(const struct endpoint *endpoint);

/* "ADDRESS:PORT" or "[IPV6]:PORT", the port not 0. False, and *endpoint untouched, if not. */
bool endpoint_parse(struct endpoint *endpoint, const char *text);

/* Writes "ADDRESS:PORT" or "[IPV6]:PORT", always terminated. Returns text. */
char *endpoint_print(const struct endpoint *endpoint, char text[static ENDPOINT_TEXT_MAX]);

bool endpoint_equal(const struct endpoint *a, const struct endpoint *b);

bool endpoint_same_address(const struct endpoint *a, const struct endpoint *b);

/* 64 bits that stand for the endpoint, never 0. */
uint64_t endpoint_hash(const struct endpoint *endpoint);

#endif
