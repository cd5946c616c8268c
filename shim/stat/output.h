// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_OUTPUT_H
#define MCSHIM_STAT_OUTPUT_H

#include "options.h"

#include <limits.h>
#include <stdio.h>

/*
 * Where the answer goes: to standard output, or into a file that is replaced as a whole, so
 * that whoever reads it sees the old answer or the new one. What goes wrong is said on stderr.
 */
struct output {
    FILE *stream;
    const char *path;      /* NULL: standard output */
    char beside[PATH_MAX]; /* the file until it is whole */
};

/* False: no such file can be made. */
bool output_open(struct output *output, const char *path);

/* False: it could not be written; then the file that was there before still is. */
bool output_close(struct output *output);

/* Whether what is written to standard output may be coloured (https://no-color.org). */
bool output_is_coloured(const struct options *options);

#endif
