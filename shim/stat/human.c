// SPDX-License-Identifier: MIT
#include "human.h"

#include <inttypes.h>
#include <stdio.h>

struct unit {
    int64_t size;
    const char *name;
};

/* One decimal of the largest unit that fits; from 1000 of the last one on, only "more". */
static char *in_units(int64_t number, const struct unit *units, size_t unit_count,
                      char text[static HUMAN_MAX])
{
    size_t i = unit_count - 1;
    while (i > 0 && number < units[i].size)
        i--;
    const int64_t tenths = number / (units[i].size / 10);
    if (tenths < 0 || tenths > 9999)
        snprintf(text, HUMAN_MAX, ">999 %s", units[i].name);
    else
        snprintf(text, HUMAN_MAX, "%u.%u %s", (unsigned)tenths / 10, (unsigned)tenths % 10,
                 units[i].name);
    return text;
}

static char *plain(int64_t number, const char *unit, char text[static HUMAN_MAX])
{
    snprintf(text, HUMAN_MAX, "%" PRId64 "%s", number > 0 ? number : 0, unit);
    return text;
}

char *human_duration_ms(int64_t duration_ms, char text[static HUMAN_MAX])
{
    static const struct unit units[] = {{1000, "s"}, {60000, "m"}, {3600000, "h"}, {86400000, "d"}};
    if (duration_ms < units[0].size)
        return plain(duration_ms, " ms", text);
    return in_units(duration_ms, units, sizeof units / sizeof units[0], text);
}

char *human_duration_us(int64_t duration_us, char text[static HUMAN_MAX])
{
    static const struct unit millisecond = {1000, "ms"};
    if (duration_us < millisecond.size)
        return plain(duration_us, " us", text);
    if (duration_us < 1000 * millisecond.size)
        return in_units(duration_us, &millisecond, 1, text);
    return human_duration_ms(duration_us / 1000, text);
}

char *human_count(int64_t count, char text[static HUMAN_MAX])
{
    static const struct unit units[] = {{1000000, "M"}, {1000000000, "G"}, {1000000000000, "T"}};
    if (count < units[0].size)
        return plain(count, "", text);
    return in_units(count, units, sizeof units / sizeof units[0], text);
}

char *human_printable(const char *raw, char *text, size_t size)
{
    size_t length = 0;
    for (; *raw != '\0'; raw++) {
        const unsigned char byte = (unsigned char)*raw;
        const int safe = byte >= ' ' && byte <= '~' && byte != '\\';
        const size_t width = safe ? 1 : sizeof "\\xNN" - 1;
        if (length + width >= size)
            break;
        snprintf(text + length, size - length, safe ? "%c" : "\\x%02x", byte);
        length += width;
    }
    text[length] = '\0';
    return text;
}
