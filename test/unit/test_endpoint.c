// SPDX-License-Identifier: MIT
#include "common/endpoint.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

/* Room for either family, with the types that the kernel's interface wants. */
union any_address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
};

static struct endpoint parsed(const char *text)
{
    struct endpoint endpoint = {0};
    cr_assert(endpoint_parse(&endpoint, text), "%s", text);
    return endpoint;
}

static struct endpoint of_in(const char *address, uint16_t port)
{
    struct endpoint endpoint;
    union any_address raw = {.in = {.sin_family = AF_INET, .sin_port = htons(port)}};
    inet_pton(AF_INET, address, &raw.in.sin_addr);
    cr_assert(endpoint_from_sockaddr(&endpoint, &raw.any, sizeof raw.in));
    return endpoint;
}

static struct endpoint of_in6(const char *address, uint16_t port, uint32_t scope)
{
    struct endpoint endpoint;
    union any_address raw = {
        .in6 = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_scope_id = scope}};
    inet_pton(AF_INET6, address, &raw.in6.sin6_addr);
    cr_assert(endpoint_from_sockaddr(&endpoint, &raw.any, sizeof raw.in6));
    return endpoint;
}

static void expect_equal(struct endpoint a, struct endpoint b)
{
    cr_expect(endpoint_equal(&a, &b));
    cr_expect_eq(endpoint_hash(&a), endpoint_hash(&b));
}

static void expect_different(struct endpoint a, struct endpoint b)
{
    cr_expect_not(endpoint_equal(&a, &b));
    cr_expect_neq(endpoint_hash(&a), endpoint_hash(&b));
}

Test(endpoint, what_is_parsed_prints_the_same)
{
    static const char *const texts[] = {
        "127.0.0.1:11211", "0.0.0.0:1", "255.255.255.255:65535",   "10.131.73.128:18888",
        "[::1]:11211",     "[::]:1",    "[2001:db8::8:800]:11211", "[ff02::1]:65535",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char printed[ENDPOINT_TEXT_MAX];
        const struct endpoint endpoint = parsed(texts[i]);
        cr_expect_str_eq(endpoint_print(&endpoint, printed), texts[i]);
    }
}

Test(endpoint, what_is_no_endpoint_is_refused_and_changes_nothing)
{
    static const char *const bad[] = {
        "",
        ":",
        "11211",
        "127.0.0.1",
        "127.0.0.1:",
        ":11211",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "127.0.0.1: 1",
        "127.0.0.1:1x",
        "127.0.0:1",
        "127.0.0.256:1",
        "127.0.0.1.1:1",
        "localhost:11211",
        "::1:11211",
        "[::1]",
        "[::1:11211",
        "::1]:11211",
        "[]:11211",
        "[127.0.0.1]:11211",
        "[::1]x:11211",
        "[::1%eth0]:11211",
        "[::1%2]:11211",
        "[fe80::1%eth0]:11211",
        "[fe80::1%]:11211",
        "[fe80::1%0]:11211",
        "[fe80::1%4294967296]:11211",
        "[fe80::1%2:11211",
        "fe80::1%2:11211",
        "[%2]:11211",
        "[2001:db8:0:0:0:0:0:0:1]:11211",
        "[0000:0000:0000:0000:0000:0000:0000:00000000000000000001]:11211",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct endpoint endpoint = parsed("192.0.2.1:7");
        cr_expect_not(endpoint_parse(&endpoint, bad[i]), "\"%s\"", bad[i]);
        expect_equal(endpoint, parsed("192.0.2.1:7"));
    }
}

Test(endpoint, a_node_is_one_node_however_it_is_spelt)
{
    const struct endpoint node = parsed("192.0.2.7:11211");
    expect_equal(node, of_in("192.0.2.7", 11211));
    expect_equal(node, of_in6("::ffff:192.0.2.7", 11211, 0));
    expect_equal(node, parsed("[::ffff:192.0.2.7]:11211"));
    expect_equal(node, parsed("[::ffff:c000:207]:11211"));
    cr_expect_eq(endpoint_family(&node), AF_INET);
    expect_equal(parsed("[2001:db8::1]:1"), parsed("[2001:DB8:0:0::1]:1"));
}

Test(endpoint, another_port_or_address_is_another_node)
{
    const struct endpoint node = parsed("192.0.2.7:11211");
    expect_different(node, parsed("192.0.2.7:11212"));
    expect_different(node, parsed("192.0.2.8:11211"));
    expect_different(node, parsed("[::192.0.2.7]:11211")); /* v4-compatible, not v4-mapped */
}

Test(endpoint, same_address_asks_for_no_port)
{
    const struct endpoint node = parsed("192.0.2.7:11211");
    const struct endpoint neighbour = parsed("192.0.2.7:11212");
    const struct endpoint stranger = parsed("192.0.2.8:11211");
    cr_expect(endpoint_same_address(&node, &neighbour));
    cr_expect_not(endpoint_same_address(&node, &stranger));
}

Test(endpoint, the_scope_of_a_link_local_address_matters)
{
    char printed[ENDPOINT_TEXT_MAX];
    const struct endpoint second = of_in6("fe80::1", 11211, 2);
    const struct endpoint third = of_in6("fe80::1", 11211, 3);
    expect_different(second, third);
    cr_expect_not(endpoint_same_address(&second, &third));
    cr_expect_str_eq(endpoint_print(&second, printed), "[fe80::1%2]:11211");
    expect_equal(parsed(printed), second);
}

Test(endpoint, the_scope_of_a_global_address_means_nothing)
{
    expect_equal(of_in6("2001:db8::1", 11211, 2), of_in6("2001:db8::1", 11211, 3));
}

Test(endpoint, the_longest_text_fits)
{
    char printed[ENDPOINT_TEXT_MAX];
    struct endpoint endpoint;
    memset(&endpoint, 0xff, sizeof endpoint);
    endpoint_print(&endpoint, printed);
    cr_expect_str_eq(printed, "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535");
}

Test(endpoint, addresses_that_are_no_endpoints)
{
    struct endpoint endpoint;
    union any_address raw = {.in = {.sin_family = AF_INET}};
    cr_expect_not(endpoint_from_sockaddr(&endpoint, &raw.any, sizeof raw.in - 1));
    cr_expect_not(endpoint_from_sockaddr(&endpoint, &raw.any, 0));
    raw.any.sa_family = AF_UNIX;
    cr_expect_not(endpoint_from_sockaddr(&endpoint, &raw.any, sizeof raw));
    raw.any.sa_family = AF_INET6;
    cr_expect_not(endpoint_from_sockaddr(&endpoint, &raw.any, sizeof raw.in));
}

Test(endpoint, an_ipv6_address_may_come_without_its_scope)
{
    struct endpoint endpoint;
    union any_address raw = {
        .in6 = {.sin6_family = AF_INET6, .sin6_port = htons(11211), .sin6_scope_id = 9}};
    inet_pton(AF_INET6, "fe80::1", &raw.in6.sin6_addr);
    cr_assert(endpoint_from_sockaddr(&endpoint, &raw.any, sizeof raw.in6 - sizeof(uint32_t)));
    expect_equal(endpoint, of_in6("fe80::1", 11211, 0));
}

/* Back as the kernel takes it, and to an endpoint again. */
static void expect_round_trip(struct endpoint endpoint, int family, socklen_t length)
{
    struct sockaddr_storage storage;
    union any_address raw;
    struct endpoint again;
    cr_assert_eq(endpoint_to_sockaddr(&endpoint, family, &storage), length);
    memcpy(&raw, &storage, sizeof raw);
    cr_expect_eq(raw.any.sa_family, family);
    cr_assert(endpoint_from_sockaddr(&again, &raw.any, length));
    expect_equal(endpoint, again);
}

Test(endpoint, a_socket_of_either_family_can_connect_to_ipv4)
{
    expect_round_trip(parsed("192.0.2.7:11211"), AF_INET, sizeof(struct sockaddr_in));
    expect_round_trip(parsed("192.0.2.7:11211"), AF_INET6, sizeof(struct sockaddr_in6));
    expect_round_trip(of_in6("fe80::1", 11211, 2), AF_INET6, sizeof(struct sockaddr_in6));
}

Test(endpoint, an_ipv4_socket_cannot_connect_to_ipv6)
{
    struct sockaddr_storage storage;
    const struct endpoint endpoint = parsed("[::1]:11211");
    cr_expect_eq(endpoint_to_sockaddr(&endpoint, AF_INET, &storage), 0);
}

Test(endpoint, errno_stays)
{
    char printed[ENDPOINT_TEXT_MAX];
    struct endpoint endpoint;
    errno = EXDEV;
    cr_expect_not(endpoint_parse(&endpoint, "[::x]:1"));
    endpoint = of_in6("::1", 1, 0);
    endpoint_print(&endpoint, printed);
    cr_expect_eq(errno, EXDEV);
}
