// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_CLIENTS_EXTENSION_H
#define MCSHIM_TEST_CLIENTS_EXTENSION_H

#include "test/clients/wire.h"

/* Asks on a new connection. NULL and the value, or how it failed. */
typedef const char *extension_get_fn(const struct endpoint *node, const char *key,
                                     char value[static VALUE_MAX]);

extension_get_fn extension_get;

#endif
