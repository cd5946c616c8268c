// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_HAZARDS_DESCRIPTORS_H
#define MCSHIM_TEST_HAZARDS_DESCRIPTORS_H

#include <stdbool.h>

/* The hooked calls that close, copy and make descriptors, each tried on one. */

/* What there is when they are called: the connection, another one; and a number that is free. */
enum { DESCRIPTOR_FIRST = 40, DESCRIPTOR_SECOND = 41, DESCRIPTOR_FREE = 42 };

struct descriptor_call {
    const char *name; /* NULL: the end of the list */
    long (*run)(int fd);
    bool takes_all; /* all that come behind, too */
};

extern const struct descriptor_call closing_calls[];
extern const struct descriptor_call copying_calls[];
extern const struct descriptor_call making_calls[];

/* Where somebody listens, with this descriptor. */
extern const char *descriptors_address;
extern int descriptors_listener;

#endif
