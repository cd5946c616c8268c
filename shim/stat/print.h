// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_PRINT_H
#define MCSHIM_STAT_PRINT_H

#include "view.h"

#include <stdio.h>

/*
 * A view as a person or a program reads it. `table` is where the table is
 * anchored. Errors of the stream are left in it, see ferror(3).
 */

void print_text(FILE *stream, const struct view *view, const char *table, bool coloured);

/* The format is that of docs/design.md, "shim-stat". False: no memory. */
bool print_json(FILE *stream, const struct view *view, const char *table);

#endif
