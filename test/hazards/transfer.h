// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_HAZARDS_TRANSFER_H
#define MCSHIM_TEST_HAZARDS_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The calls that transfer data, all with the same arguments, and the arguments. */

/* A call that moves more than this depends on the moment: only that it did is told. */
enum { TRANSFER_EXACT = 64 };

/* Addresses that only the kernel can read, and nobody. */
#define KERNEL_MEMORY ((void *)~UINT64_C(0xfff))
#define NOWHERE       ((void *)16)

struct buffer {
    const char *name; /* NULL: the end of the list */
    void *at;         /* bytes, or what malformed calls take: vectors, messages */
    size_t length;    /* or their number */
    bool all_modes;   /* false: tried without blocking alone, which saves time */
};

struct flag {
    const char *name; /* NULL: the end of the list */
    int value;
};

/* What a call has done beside its return value. */
struct effect {
    char received[16];
    char more[64]; /* lengths, flags */
};

struct transfer {
    const char *name; /* NULL: the end of the list */
    long (*run)(int fd, const struct buffer *buffer, int flags, struct effect *effect);
    const struct buffer *buffers;
    const struct flag *flags;
};

extern const struct flag transfer_no_flags[];

extern const struct transfer transfers[];

/* With vectors and messages that are wrong themselves. */
extern const struct transfer malformed_transfers[];

/* Before the buffers are used. */
void transfer_prepare(void);

#endif
