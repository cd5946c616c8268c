// SPDX-License-Identifier: MIT
#include "common/pattern.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static bool matches(const char *patterns_text, const char *endpoint_text)
{
    struct patterns patterns;
    struct endpoint endpoint;
    cr_assert(patterns_parse(&patterns, patterns_text), "%s", patterns_text);
    cr_assert(endpoint_parse(&endpoint, endpoint_text), "%s", endpoint_text);
    return patterns_match(&patterns, &endpoint);
}

static const struct {
    const char *patterns;
    const char *endpoint;
    bool expected;
} cases[] = {
    /* PORT: any address of either family */
    {"11211", "192.0.2.1:11211", true},
    {"11211", "[2001:db8::1]:11211", true},
    {"11211", "192.0.2.1:11212", false},
    {"1", "192.0.2.1:1", true},
    {"65535", "192.0.2.1:65535", true},

    /* PORT-PORT, both ends in */
    {"11211-11213", "192.0.2.1:11210", false},
    {"11211-11213", "192.0.2.1:11211", true},
    {"11211-11213", "192.0.2.1:11213", true},
    {"11211-11213", "192.0.2.1:11214", false},
    {"11211-11211", "192.0.2.1:11211", true},

    /* ADDRESS:PORT */
    {"192.0.2.1:11211", "192.0.2.1:11211", true},
    {"192.0.2.1:11211", "[::ffff:192.0.2.1]:11211", true},
    {"192.0.2.1:11211", "192.0.2.2:11211", false},
    {"192.0.2.1:11211", "192.0.2.1:11212", false},
    {"192.0.2.1:11211-11212", "192.0.2.1:11212", true},

    /* CIDR:PORT; what lies beyond the prefix does not matter */
    {"192.0.2.0/24:11211", "192.0.2.255:11211", true},
    {"192.0.2.77/24:11211", "192.0.2.1:11211", true},
    {"192.0.2.0/24:11211", "192.0.3.0:11211", false},
    {"192.0.2.0/23:11211", "192.0.3.0:11211", true},
    {"192.0.2.128/25:11211", "192.0.2.127:11211", false},
    {"192.0.2.128/25:11211", "192.0.2.128:11211", true},
    {"192.0.2.1/32:11211", "192.0.2.1:11211", true},
    {"192.0.2.1/32:11211", "192.0.2.0:11211", false},
    {"128.0.0.0/1:11211", "192.0.2.1:11211", true},
    {"128.0.0.0/1:11211", "127.0.0.1:11211", false},
    {"0.0.0.0/0:11211", "192.0.2.1:11211", true},
    {"0.0.0.0/0:11211", "[2001:db8::1]:11211", false},
    {"192.0.2.0/24:1-65535", "192.0.2.9:4242", true},

    /* [IPV6]:PORT and [IPV6/LENGTH]:PORT */
    {"[2001:db8::1]:11211", "[2001:db8::1]:11211", true},
    {"[2001:db8::1]:11211", "[2001:db8::2]:11211", false},
    {"[2001:db8::/32]:11211", "[2001:db8:ffff::1]:11211", true},
    {"[2001:db8::/32]:11211", "[2001:db9::1]:11211", false},
    {"[::/0]:11211", "[2001:db8::1]:11211", true},
    {"[::/0]:11211", "10.0.0.1:11211", false},
    {"[::ffff:10.0.0.0/104]:11211", "10.0.0.1:11211", true},
    {"0.0.0.0/0:11211", "10.0.0.1:11211", true},
    {"0.0.0.0/0:11211", "[2001:db8::1]:11211", false},
    {"[2001:db8::/33]:11211", "[2001:db8:8000::1]:11211", false},
    {"[2001:db8::1/128]:11211", "[2001:db8::1]:11211", true},
    {"[::ffff:192.0.2.0/120]:11211", "192.0.2.9:11211", true},
    {"[2001:db8::1]:11211-11213", "[2001:db8::1]:11212", true},

    /* a list: any of it */
    {"11211,192.0.2.1:18888", "192.0.2.1:18888", true},
    {"11211,192.0.2.1:18888", "192.0.2.2:11211", true},
    {"11211,192.0.2.1:18888", "192.0.2.2:18888", false},
    {"[::1]:1,10.0.0.0/8:2,3-4", "10.1.2.3:2", true},
};

Test(pattern, every_form_matches_what_it_says)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_expect_eq(matches(cases[i].patterns, cases[i].endpoint), cases[i].expected, "%s and %s",
                     cases[i].patterns, cases[i].endpoint);
}

Test(pattern, what_is_no_list_is_refused_and_changes_nothing)
{
    static const char *const bad[] = {
        "",
        ",",
        "11211,",
        ",11211",
        "11211,,11212",
        "11211 ",
        " 11211",
        "11211;11212",
        "0",
        "65536",
        "-1",
        "11213-11211",
        "11211-",
        "-11211",
        "1-2-3",
        "0-1",
        "1-65536",
        "memcached",
        "localhost:11211",
        "192.0.2.1",
        "192.0.2.1:",
        "192.0.2:11211",
        ":11211",
        "192.0.2.0/33:11211",
        "192.0.2.0/:11211",
        "192.0.2.0/-1:11211",
        "192.0.2.0/24",
        "192.0.2.0/255.255.255.0:11211",
        "/24:11211",
        "192.0.2.0/24]:11211",
        "[192.0.2.0/24]:11211",
        "2001:db8::1:11211",
        "[2001:db8::1]",
        "[2001:db8::1",
        "[2001:db8::]/32:11211",
        "[2001:db8::/129]:11211",
        "[2001:db8::/]:11211",
        "[2001:db8::/32:11211",
        "[/32]:11211",
        "[]:11211",
        "*:11211",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct patterns patterns = {.count = 1, .list[0].first_port = 4242};
        cr_expect_not(patterns_parse(&patterns, bad[i]), "\"%s\"", bad[i]);
        cr_expect(patterns.count == 1 && patterns.list[0].first_port == 4242, "\"%s\"", bad[i]);
    }
}

/* "1,2,3..." with so many ports. */
static void list_ports(char *text, size_t size, int count)
{
    size_t length = 0;
    for (int port = 1; port <= count; port++)
        length += (size_t)snprintf(text + length, size - length, port == 1 ? "%d" : ",%d", port);
}

Test(pattern, as_many_as_there_is_room_for)
{
    struct patterns patterns;
    char text[512];
    list_ports(text, sizeof text, PATTERNS_MAX);
    cr_expect(patterns_parse(&patterns, text));
    cr_expect_eq(patterns.count, PATTERNS_MAX);
    list_ports(text, sizeof text, PATTERNS_MAX + 1);
    cr_expect_not(patterns_parse(&patterns, text));
}

Test(pattern, an_empty_list_matches_nothing)
{
    const struct patterns none = {0};
    struct endpoint endpoint;
    cr_assert(endpoint_parse(&endpoint, "192.0.2.1:11211"));
    cr_expect_not(patterns_match(&none, &endpoint));
}
