// SPDX-License-Identifier: MIT
#include "pattern.h"

#include "parse.h"

#include <string.h>

enum { V4_AT_BIT = 96 };

static bool parse_ports(const char *text, size_t length, struct pattern *pattern)
{
    const char *dash = memchr(text, '-', length);
    const size_t first_length = dash != NULL ? (size_t)(dash - text) : length;
    uint64_t first;
    uint64_t last;
    if (!parse_number(text, first_length, 1, UINT16_MAX, &first))
        return false;
    last = first;
    if (dash != NULL &&
        !parse_number(dash + 1, length - first_length - 1, first, UINT16_MAX, &last))
        return false;
    pattern->first_port = (uint16_t)first;
    pattern->last_port = (uint16_t)last;
    return true;
}

/* ADDRESS, ADDRESS/LENGTH, [IPV6] or [IPV6/LENGTH]. */
static bool parse_prefix(const char *text, size_t length, struct pattern *pattern)
{
    const bool v6 = length > 0 && text[0] == '[';
    const char *slash = memchr(text, '/', length);
    pattern->prefix_bits = 128;
    if (slash == NULL)
        return parse_address(text, length, pattern->address);

    char address[64];
    size_t address_length = (size_t)(slash - text);
    const char *end = text + length - (v6 ? 1 : 0);
    uint64_t bits;
    if (address_length + 1 > sizeof address || (v6 && *end != ']') || end <= slash)
        return false;
    if (!parse_number(slash + 1, (size_t)(end - slash - 1), 0, v6 ? 128 : 32, &bits))
        return false;
    memcpy(address, text, address_length);
    if (v6)
        address[address_length++] = ']';
    pattern->prefix_bits = (uint8_t)(bits + (v6 ? 0 : V4_AT_BIT));
    pattern->without_v4 = pattern->prefix_bits < V4_AT_BIT;
    return parse_address(address, address_length, pattern->address);
}

static bool parse_pattern(const char *text, size_t length, struct pattern *pattern)
{
    const char *colon = memrchr(text, ':', length);
    *pattern = (struct pattern){0};
    if (colon == NULL)
        return parse_ports(text, length, pattern);
    const size_t prefix_length = (size_t)(colon - text);
    return parse_ports(colon + 1, length - prefix_length - 1, pattern) &&
           parse_prefix(text, prefix_length, pattern);
}

bool patterns_parse(struct patterns *patterns, const char *text)
{
    struct patterns parsed = {0};
    for (const char *item = text;; item++) {
        const size_t length = strcspn(item, ",");
        if (parsed.count == PATTERNS_MAX ||
            !parse_pattern(item, length, &parsed.list[parsed.count]))
            return false;
        parsed.count++;
        item += length;
        if (*item == '\0')
            break;
    }
    *patterns = parsed;
    return true;
}

static bool same_prefix(const uint8_t *a, const uint8_t *b, unsigned bits)
{
    const unsigned whole = bits / 8;
    const unsigned rest = bits % 8;
    if (memcmp(a, b, whole) != 0)
        return false;
    return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

static bool matches(const struct pattern *pattern, const struct endpoint *endpoint)
{
    return endpoint->port >= pattern->first_port && endpoint->port <= pattern->last_port &&
           same_prefix(pattern->address, endpoint->address, pattern->prefix_bits) &&
           !(pattern->without_v4 && endpoint_family(endpoint) == AF_INET);
}

bool patterns_match(const struct patterns *patterns, const struct endpoint *endpoint)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (matches(&patterns->list[i], endpoint))
            return true;
    return false;
}
