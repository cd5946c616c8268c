// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_HAZARDS_HAZARD_H
#define MCSHIM_TEST_HAZARDS_HAZARD_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * What the hazards share. Each is a program that a wrong shim would hurt; it prints
 * what must be the same with and without the shim, and no times.
 */

/* A word that no call sets errno to: whoever finds another one after a success complains. */
enum { ERRNO_BEFORE = 4711 };

/* Ends the program, which says what is not as it should be, and errno. */
void must(bool is_so, const char *what);

/* "ADDRESS:PORT" as the kernel wants it, and its length; the port may be 0. */
socklen_t resolve(const char *address, struct sockaddr_storage *resolved);

/* A blocking TCP connection. */
int connect_to(const char *address);

/* A socket that listens there; at any port if it is 0. */
int listen_at(const char *address);

/* "-1 EPIPE", "5", or "5, errno ENOENT" if a success has changed errno. Good until the next call.
 */
const char *outcome(long result);

/*
 * Has the tests do something, "down" say, and waits until it is done: the line is "@"
 * and the request. test_hazards.py knows which there are.
 */
void request(const char *what);

#endif
