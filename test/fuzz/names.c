// SPDX-License-Identifier: MIT
/*
 * Any text as a number, a duration, an endpoint or a list of patterns: what is read is what
 * a slower, plainer reader makes of it, and what is printed reads as the same again.
 */
#include "common/parse.h"
#include "common/pattern.h"
#include "input.h"

#include <assert.h>
#include <string.h>

enum { TEXT_MAX = 2048 };

/* What is beyond 64 bits is one beyond 64 bits. */
static bool read_number(const char *text, size_t length, unsigned __int128 *number)
{
    const unsigned __int128 beyond = (unsigned __int128)UINT64_MAX + 1;
    *number = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *number = *number * 10 + (unsigned)(text[i] - '0');
        *number = *number < beyond ? *number : beyond;
    }
    return length > 0;
}

static void try_number(const char *text, struct input *input)
{
    const uint64_t min = input_word(input, 1000);
    const uint64_t max = input_word(input, 1000);
    const size_t length = strlen(text);
    unsigned __int128 expected;
    uint64_t number;
    char printed[20 + 1];
    const bool good = read_number(text, length, &expected) && expected >= min && expected <= max;
    assert(parse_number(text, length, min, max, &number) == good);
    if (!good)
        return;
    assert(number == expected);
    *print_number(printed, number) = '\0';
    const char *digits = text + strspn(text, "0");
    assert(strcmp(printed, *digits != '\0' ? digits : "0") == 0);
}

static uint64_t unit_ms(const char *unit)
{
    if (strcmp(unit, "ms") == 0)
        return 1;
    if (strcmp(unit, "s") == 0)
        return 1000;
    return strcmp(unit, "m") == 0 ? 60000 : 0;
}

static void try_duration(const char *text)
{
    enum { MIN_MS = 10, MAX_MS = 3600000 };
    const size_t digits = strspn(text, "0123456789");
    unsigned __int128 expected;
    uint64_t duration_ms;
    const bool is_text = read_number(text, digits, &expected);
    expected *= unit_ms(text + digits);
    const bool good = is_text && expected >= MIN_MS && expected <= MAX_MS;
    assert(parse_duration(text, MIN_MS, MAX_MS, &duration_ms) == good);
    assert(!good || duration_ms == expected);
}

static void expect_same(const struct endpoint *endpoint, const char *text)
{
    struct endpoint again;
    assert(endpoint_parse(&again, text));
    assert(endpoint_equal(endpoint, &again));
    assert(endpoint_hash(endpoint) == endpoint_hash(&again));
}

static void try_families(const struct endpoint *endpoint)
{
    const bool v4 = endpoint_family(endpoint) == AF_INET;
    const int families[] = {AF_INET, AF_INET6};
    for (size_t i = 0; i < 2; i++) {
        struct sockaddr_storage address;
        struct endpoint again;
        const socklen_t length = endpoint_to_sockaddr(endpoint, families[i], &address);
        assert((length != 0) == (v4 || families[i] == AF_INET6));
        if (length == 0)
            continue;
        assert(endpoint_from_sockaddr(&again, (const struct sockaddr *)&address, length));
        assert(endpoint_equal(endpoint, &again));
    }
}

static void try_endpoint(const char *text)
{
    struct endpoint endpoint;
    struct patterns patterns;
    char printed[ENDPOINT_TEXT_MAX];
    if (!endpoint_parse(&endpoint, text))
        return;
    assert(endpoint.port != 0);
    assert((endpoint.scope != 0) == (strchr(text, '%') != NULL));
    expect_same(&endpoint, endpoint_print(&endpoint, printed));
    try_families(&endpoint);
    /* It is a pattern too, of this endpoint alone; but patterns know no interfaces. */
    assert(patterns_parse(&patterns, text) == (endpoint.scope == 0));
    if (endpoint.scope != 0)
        return;
    assert(patterns.count == 1 && patterns.list[0].prefix_bits == 128);
    assert(patterns.list[0].first_port == patterns.list[0].last_port);
    assert(patterns_match(&patterns, &endpoint));
}

/* A socket address of any kind and length, in memory of just that size. */
static void try_sockaddr(const char *text)
{
    struct sockaddr_storage address = {0};
    struct endpoint endpoint;
    char printed[ENDPOINT_TEXT_MAX];
    const size_t length = strlen(text) < sizeof address ? strlen(text) : sizeof address;
    memcpy(&address, text, length);
    if (!endpoint_from_sockaddr(&endpoint, (const struct sockaddr *)&address, (socklen_t)length))
        return;
    endpoint_print(&endpoint, printed);
    if (endpoint.port != 0)
        expect_same(&endpoint, printed);
}

static unsigned bit(const uint8_t *address, unsigned at)
{
    return (unsigned)address[at / 8] >> (7 - at % 8) & 1U;
}

static bool matches_slowly(const struct pattern *pattern, const struct endpoint *endpoint)
{
    if (pattern->without_v4 && endpoint_family(endpoint) == AF_INET)
        return false;
    for (unsigned at = 0; at < pattern->prefix_bits; at++)
        if (bit(pattern->address, at) != bit(endpoint->address, at))
            return false;
    return pattern->first_port <= endpoint->port && endpoint->port <= pattern->last_port;
}

static void expect_match(const struct patterns *patterns, const struct endpoint *endpoint)
{
    bool expected = false;
    for (size_t i = 0; i < patterns->count; i++) {
        assert(!patterns->list[i].without_v4 || patterns->list[i].prefix_bits < 96);
        expected |= matches_slowly(&patterns->list[i], endpoint);
    }
    assert(patterns_match(patterns, endpoint) == expected);
}

/* Endpoints at the edges of the pattern: one bit away, one port away. */
static void try_edges(const struct patterns *patterns, const struct pattern *pattern,
                      struct input *input)
{
    const uint16_t ports[] = {
        pattern->first_port,
        pattern->last_port,
        (uint16_t)(pattern->first_port - 1),
        (uint16_t)(pattern->last_port + 1),
    };
    const size_t flipped = input_below(input, 128);
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        struct endpoint endpoint = {.port = ports[i]};
        memcpy(endpoint.address, pattern->address, sizeof endpoint.address);
        expect_match(patterns, &endpoint);
        endpoint.address[flipped / 8] ^= (uint8_t)(0x80U >> flipped % 8);
        expect_match(patterns, &endpoint);
    }
}

static void try_patterns(const char *text, struct input *input)
{
    struct patterns patterns;
    if (!patterns_parse(&patterns, text))
        return;
    assert(patterns.count >= 1 && patterns.count <= PATTERNS_MAX);
    for (size_t i = 0; i < patterns.count; i++) {
        const struct pattern *pattern = &patterns.list[i];
        assert(pattern->prefix_bits <= 128);
        assert(pattern->first_port >= 1 && pattern->first_port <= pattern->last_port);
        try_edges(&patterns, pattern, input);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char text[TEXT_MAX];
    struct input input = {bytes, size};
    while (input_text(&input, text, sizeof text)) {
        try_number(text, &input);
        try_duration(text);
        try_endpoint(text);
        try_sockaddr(text);
        try_patterns(text, &input);
    }
    return 0;
}
