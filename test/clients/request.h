// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_CLIENTS_REQUEST_H
#define MCSHIM_TEST_CLIENTS_REQUEST_H

#include <stdint.h>

/* One request as its user sees it: what was asked of whom, and since when. */
struct request {
    const char *node;
    const char *key;
    uint64_t began_us;
};

struct request request_begin(const char *node, const char *key);

/*
 * Tells how long it took and how it ended: with a value, with an error (an errno's
 * name, or words), or with neither, a miss. Any thread; lines do not mix.
 */
void request_end(const struct request *request, const char *value, const char *error);

#endif
