// SPDX-License-Identifier: MIT
#include "common/parse.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

static const uint64_t UNTOUCHED = 4242;

static uint64_t number_of(const char *text, uint64_t min, uint64_t max)
{
    uint64_t number = UNTOUCHED;
    const bool good = parse_number(text, strlen(text), min, max, &number);
    cr_expect_eq(good, number != UNTOUCHED, "\"%s\": the result must say what the verdict says",
                 text);
    return number;
}

static uint64_t duration_of(const char *text, uint64_t min_ms, uint64_t max_ms)
{
    uint64_t duration_ms = UNTOUCHED;
    const bool good = parse_duration(text, min_ms, max_ms, &duration_ms);
    cr_expect_eq(good, duration_ms != UNTOUCHED,
                 "\"%s\": the result must say what the verdict says", text);
    return duration_ms;
}

Test(parse, numbers_within_their_bounds)
{
    cr_expect_eq(number_of("0", 0, 10), 0);
    cr_expect_eq(number_of("10", 0, 10), 10);
    cr_expect_eq(number_of("11", 0, 10), UNTOUCHED);
    cr_expect_eq(number_of("4", 5, 10), UNTOUCHED);
    cr_expect_eq(number_of("0007", 0, 10), 7);
    cr_expect_eq(number_of("5", 0, 4), UNTOUCHED);
}

Test(parse, numbers_that_overflow)
{
    cr_expect_eq(number_of("18446744073709551615", 0, UINT64_MAX), UINT64_MAX);
    cr_expect_eq(number_of("18446744073709551616", 0, UINT64_MAX), UNTOUCHED);
    cr_expect_eq(number_of("99999999999999999999", 0, UINT64_MAX), UNTOUCHED);
    cr_expect_eq(number_of("65536", 0, UINT16_MAX), UNTOUCHED);
}

Test(parse, numbers_are_digits_alone)
{
    static const char *const bad[] = {"", " 1", "1 ", "+1", "-1", "0x1", "1.0", "1e3", "one"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_eq(number_of(bad[i], 0, 100), UNTOUCHED, "\"%s\"", bad[i]);
}

Test(parse, a_number_ends_where_its_length_says)
{
    uint64_t number;
    cr_assert(parse_number("1234", 2, 0, 100, &number));
    cr_expect_eq(number, 12);
}

Test(parse, durations_in_every_unit)
{
    cr_expect_eq(duration_of("100ms", 0, 100000), 100);
    cr_expect_eq(duration_of("1s", 0, 100000), 1000);
    cr_expect_eq(duration_of("1m", 0, 100000), 60000);
    cr_expect_eq(duration_of("0ms", 0, 100000), 0);
}

Test(parse, durations_within_their_bounds)
{
    cr_expect_eq(duration_of("10ms", 10, 60000), 10);
    cr_expect_eq(duration_of("9ms", 10, 60000), UNTOUCHED);
    cr_expect_eq(duration_of("60s", 10, 60000), 60000);
    cr_expect_eq(duration_of("60001ms", 10, 60000), UNTOUCHED);
    cr_expect_eq(duration_of("61s", 10, 60000), UNTOUCHED);
    cr_expect_eq(duration_of("1s", 0, 999), UNTOUCHED, "a unit that is above the bound");
}

Test(parse, durations_that_overflow)
{
    cr_expect_eq(duration_of("18446744073709551615ms", 0, UINT64_MAX), UINT64_MAX);
    cr_expect_eq(duration_of("18446744073709552s", 0, UINT64_MAX), UNTOUCHED);
    cr_expect_eq(duration_of("307445734561826m", 0, UINT64_MAX), UNTOUCHED);
}

Test(parse, a_duration_needs_a_number_and_a_unit)
{
    static const char *const bad[] = {"",     "100", "ms",  "s",  "100 ms", "100msec", "1h",
                                      "1.5s", "-1s", "+1s", "1S", "1s ",    " 1s",     "1s1s"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_eq(duration_of(bad[i], 0, UINT64_MAX), UNTOUCHED, "\"%s\"", bad[i]);
}

Test(parse, an_address_leaves_errno_and_a_bad_one_the_result)
{
    uint8_t address[16];
    uint8_t before[16];
    memset(address, 0xaa, sizeof address);
    memcpy(before, address, sizeof before);
    errno = EXDEV;
    cr_expect_not(parse_address("[::g]", 5, address));
    cr_expect_eq(errno, EXDEV);
    cr_expect_arr_eq(address, before, sizeof before);
    cr_expect(parse_address("127.0.0.1", 9, address));
    cr_expect_eq(errno, EXDEV);
}

Test(parse, print_number_writes_digits_and_no_terminator)
{
    char text[24];
    memset(text, '#', sizeof text);
    *print_number(text, 0) = '\0';
    cr_expect_str_eq(text, "0");
    cr_expect_eq(text[2], '#');
    *print_number(text, UINT64_MAX) = '\0';
    cr_expect_str_eq(text, "18446744073709551615");
}
