// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_CLIENTS_WIRE_H
#define MCSHIM_TEST_CLIENTS_WIRE_H

#include "common/endpoint.h"

/*
 * memcached spoken over a blocking socket without any timeout: nothing but the kernel,
 * or the shim, ends a wait. Any thread.
 */

enum { VALUE_MAX = 64 };

/* The connection, or -1 and errno. */
int wire_connect(const struct endpoint *node);

/*
 * NULL, and the value ("" if the node has none), or how it failed: an errno's name,
 * or "EOF".
 */
const char *wire_get(int connection, const char *key, char value[static VALUE_MAX]);

/* Stores a value and asks for no confirmation. NULL, or an errno's name. */
const char *wire_set_noreply(int connection, const char *key);

#endif
