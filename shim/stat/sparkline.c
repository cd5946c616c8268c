// SPDX-License-Identifier: MIT
#include "sparkline.h"

#include <string.h>

enum { LEVELS = 9 }; /* nothing, and eight heights */

void sparkline_add(struct sparkline *sparkline, int64_t figure)
{
    if (sparkline->count == SPARKLINE_FIGURES)
        memmove(sparkline->figures, sparkline->figures + 1,
                (--sparkline->count) * sizeof sparkline->figures[0]);
    sparkline->figures[sparkline->count++] = figure > 0 ? figure : 0;
}

/* Only nothing is level 0: what there is shows, however little. */
static size_t level_of(int64_t figure, int64_t highest)
{
    if (figure == 0)
        return 0;
    return 1 + (size_t)((double)figure / (double)highest * (LEVELS - 2));
}

char *sparkline_print(const struct sparkline *sparkline, bool is_utf8,
                      char text[static SPARKLINE_TEXT_MAX])
{
    static const char *const blocks[LEVELS] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const ascii[LEVELS] = {" ", ".", ":", "-", "=", "+", "*", "%", "#"};
    int64_t highest = 0;
    char *at = text;
    for (size_t i = 0; i < sparkline->count; i++)
        if (sparkline->figures[i] > highest)
            highest = sparkline->figures[i];
    for (size_t i = 0; i < sparkline->count; i++) {
        const size_t level = level_of(sparkline->figures[i], highest);
        at = stpcpy(at, is_utf8 ? blocks[level] : ascii[level]);
    }
    *at = '\0';
    return text;
}
