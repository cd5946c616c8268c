// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_PRINT_H
#define MCSHIM_STAT_PRINT_H

#include "exposure.h"

#include <stdio.h>

/*
 * A view as a person or a program reads it. `table` is where the table is
 * anchored. Errors of the stream are left in it, see ferror(3).
 */

/* The escape that a state is shown with. */
const char *print_colour(enum node_state state);

void print_text(FILE *stream, const struct view *view, const char *table, bool coloured);

/* The format is that of docs/design.md, "shim-stat". False: no memory. */
bool print_json(FILE *stream, const struct view *view, const char *table);

/* The same of `ps`. */
void print_text_ps(FILE *stream, const struct view *view, const struct exposure *exposure,
                   bool coloured);
bool print_json_ps(FILE *stream, const struct view *view, const char *table,
                   const struct exposure *exposure);

/* Metrics in the text format of Prometheus; the names are those of OpenMetrics. */
void print_prometheus(FILE *stream, const struct view *view, const char *table);

#endif
