// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_HUMAN_H
#define MCSHIM_STAT_HUMAN_H

#include <stddef.h>
#include <stdint.h>

/*
 * Numbers and names as people read them. Every function writes a whole,
 * terminated text into `text` and returns it. A number is never wider than
 * HUMAN_MAX, however absurd it is; a negative one is 0.
 */

enum { HUMAN_MAX = 24 };

/* "812 ms", "8.1 s", "12.5 m", "3.2 h", "12.0 d", ">999 d"; cut, not rounded. */
char *human_duration_ms(int64_t duration_ms, char text[static HUMAN_MAX]);

/* "212 us", "1.2 ms", and from a second on as human_duration_ms(). */
char *human_duration_us(int64_t duration_us, char text[static HUMAN_MAX]);

/* "212", "999999", "1.0 M", "12.3 G", ">999 T". */
char *human_count(int64_t count, char text[static HUMAN_MAX]);

/*
 * Copies a text for a terminal or a log: whatever is not printable ASCII, and the
 * backslash, becomes \xNN. Cut at `size`, never within an escape.
 */
char *human_printable(const char *raw, char *text, size_t size);

#endif
