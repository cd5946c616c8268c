// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_CLIENTS_NODES_H
#define MCSHIM_TEST_CLIENTS_NODES_H

#include "common/endpoint.h"

/* The memcached servers that a client was told of. Set up once, then only read. */
struct node_name {
    const char *text; /* "ADDRESS:PORT" */
    struct endpoint endpoint;
};

struct nodes {
    size_t count;
    struct node_name list[64];
};

extern struct nodes nodes;

/* Fills `nodes` from the arguments first to last-1; ends the program if one is wrong. */
void nodes_set(int first, int last, char *arguments[]);

/* The node where the key lives. */
const struct node_name *node_of_key(const char *key);

/* The node of that name; ends the program if there is none. */
const struct node_name *node_named(const char *text);

#endif
