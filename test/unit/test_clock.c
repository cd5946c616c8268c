// SPDX-License-Identifier: MIT
#include "common/clock.h"

#include <criterion/criterion.h>
#include <time.h>

Test(clock, both_monotonic_clocks_are_one)
{
    const uint64_t before_us = clock_exact_us();
    const uint64_t coarse_us = clock_coarse_ms() * 1000;
    const uint64_t tick_us = 20000; /* how far the coarse one may lag: a tick, cut to a ms */
    cr_expect_geq(coarse_us + tick_us, before_us);
    cr_expect_leq(coarse_us, clock_exact_us());
}

Test(clock, unix_time_is_that_of_the_system)
{
    const uint64_t before_s = (uint64_t)time(NULL);
    const uint64_t unix_ms = clock_unix_ms();
    cr_expect_geq(unix_ms / 1000 + 1, before_s);
    cr_expect_leq(unix_ms / 1000, (uint64_t)time(NULL) + 1);
}

Test(clock, utc_with_milliseconds)
{
    static const struct {
        uint64_t unix_ms;
        const char *text;
    } cases[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {951782399999, "2000-02-28T23:59:59.999Z"},
        {951782400000, "2000-02-29T00:00:00.000Z"},
        {951868800000, "2000-03-01T00:00:00.000Z"},
        {1795352711042, "2026-11-22T13:05:11.042Z"},
        {4107542400000, "2100-03-01T00:00:00.000Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[CLOCK_UTC_TEXT_MAX];
        cr_expect_str_eq(clock_print_utc(cases[i].unix_ms, text), cases[i].text);
    }
}

/* Every day of 230 years, as the C library has them. */
Test(clock, utc_agrees_with_the_c_library)
{
    for (time_t day = 0; day < (time_t)230 * 366; day++) {
        char text[CLOCK_UTC_TEXT_MAX];
        char expected[CLOCK_UTC_TEXT_MAX];
        struct tm tm;
        const time_t at = day * 86400 + 45296;
        gmtime_r(&at, &tm);
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%S.007Z", &tm);
        cr_assert_str_eq(clock_print_utc((uint64_t)at * 1000 + 7, text), expected);
    }
}
