// SPDX-License-Identifier: MIT
#include "clock.h"

#include <time.h>

uint64_t clock_coarse_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

uint64_t clock_exact_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

uint64_t clock_unix_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Writes value with leading zeros and the separator behind it; returns the end. */
static char *print_field(char *at, unsigned width, uint64_t value, char separator)
{
    for (unsigned i = width; i > 0; i--, value /= 10)
        at[i - 1] = (char)('0' + value % 10);
    at[width] = separator;
    return at + width + 1;
}

char *clock_print_utc(uint64_t unix_ms, char text[static CLOCK_UTC_TEXT_MAX])
{
    /* Days to a date in years that begin in March, so that a leap day is the last. */
    const uint64_t days = unix_ms / 86400000 + 719468;
    const uint64_t era = days / 146097;
    const uint64_t day_of_era = days % 146097;
    const uint64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const uint64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const uint64_t march_month = (5 * day_of_year + 2) / 153;
    const uint64_t day = day_of_year - (153 * march_month + 2) / 5 + 1;
    const uint64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    const uint64_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);

    char *at = print_field(text, 4, year, '-');
    at = print_field(at, 2, month, '-');
    at = print_field(at, 2, day, 'T');
    at = print_field(at, 2, unix_ms / 3600000 % 24, ':');
    at = print_field(at, 2, unix_ms / 60000 % 60, ':');
    at = print_field(at, 2, unix_ms / 1000 % 60, '.');
    at = print_field(at, 3, unix_ms % 1000, 'Z');
    *at = '\0';
    return text;
}
