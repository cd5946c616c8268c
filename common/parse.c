// SPDX-License-Identifier: MIT
#include "parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

bool parse_number(const char *text, size_t length, uint64_t min, uint64_t max, uint64_t *number)
{
    uint64_t sum = 0;
    if (length == 0)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        const uint64_t digit = (uint64_t)(text[i] - '0');
        if (digit > max || sum > (max - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    if (sum < min)
        return false;
    *number = sum;
    return true;
}

bool parse_duration(const char *text, uint64_t min_ms, uint64_t max_ms, uint64_t *duration_ms)
{
    static const struct {
        const char *name;
        uint64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}};

    const size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        uint64_t count;
        if (strcmp(text + digits, units[i].name) != 0)
            continue;
        if (!parse_number(text, digits, 0, max_ms / units[i].ms, &count))
            return false;
        if (count * units[i].ms < min_ms)
            return false;
        *duration_ms = count * units[i].ms;
        return true;
    }
    return false;
}

bool parse_address(const char *text, size_t length, uint8_t address[static 16])
{
    const int saved_errno = errno;
    char copy[INET6_ADDRSTRLEN];
    const bool bracketed = length >= 2 && text[0] == '[' && text[length - 1] == ']';
    const size_t inner = bracketed ? length - 2 : length;
    if (inner == 0 || inner >= sizeof copy)
        return false;
    memcpy(copy, text + (bracketed ? 1 : 0), inner);
    copy[inner] = '\0';

    uint8_t parsed[16] = {[10] = 0xff, [11] = 0xff};
    const bool good = bracketed ? inet_pton(AF_INET6, copy, parsed) == 1
                                : inet_pton(AF_INET, copy, parsed + 12) == 1;
    if (good)
        memcpy(address, parsed, sizeof parsed);
    errno = saved_errno;
    return good;
}

char *print_number(char *at, uint64_t number)
{
    char digits[20];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    while (count > 0)
        *at++ = digits[--count];
    return at;
}
