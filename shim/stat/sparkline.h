// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_SPARKLINE_H
#define MCSHIM_STAT_SPARKLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The last figures as a row of bars, the newest on the right, the highest as high as it gets. */

enum { SPARKLINE_FIGURES = 30, SPARKLINE_TEXT_MAX = 3 * SPARKLINE_FIGURES + 1 };

struct sparkline {
    size_t count;
    int64_t figures[SPARKLINE_FIGURES]; /* 0 or more, the oldest first */
};

void sparkline_add(struct sparkline *sparkline, int64_t figure);

/* In blocks of UTF-8, or in ASCII. Returns text. */
char *sparkline_print(const struct sparkline *sparkline, bool is_utf8,
                      char text[static SPARKLINE_TEXT_MAX]);

#endif
