// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_PATTERN_H
#define MCSHIM_COMMON_PATTERN_H

#include "endpoint.h"

/* Which endpoints are memcached: addresses with a common prefix, a range of ports. */
struct pattern {
    uint8_t address[16];
    uint8_t prefix_bits; /* 0 to 128; of an IPv4 prefix 96 more than its own */
    bool without_v4;     /* a short IPv6 prefix, which v4-mapped addresses would share */
    uint16_t first_port;
    uint16_t last_port;
};

enum { PATTERNS_MAX = 64 };

struct patterns {
    size_t count;
    struct pattern list[PATTERNS_MAX];
};

/*
 * A comma-separated list of PORT, PORT-PORT, ADDRESS:PORT, CIDR:PORT and
 * [IPV6]:PORT ([IPV6/LENGTH]:PORT for a prefix); a port may be a range everywhere.
 * False, and *patterns untouched, if any item is not one of these, if the list is
 * empty or has more than PATTERNS_MAX items. Any thread.
 */
bool patterns_parse(struct patterns *patterns, const char *text);

/* Any thread, signal handlers, after fork. */
bool patterns_match(const struct patterns *patterns, const struct endpoint *endpoint);

#endif
