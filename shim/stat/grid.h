// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_GRID_H
#define MCSHIM_STAT_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Rows of cells in aligned columns, with two spaces between and none at the end of a line. */

enum { GRID_CELL_MAX = 256, GRID_COLUMNS_MAX = 16 };

struct grid_column {
    const char *title;
    bool to_the_right;
    void (*write)(const void *row, char cell[static GRID_CELL_MAX]);
    const char *(*colour)(const void *row); /* an escape; NULL: none */
};

/* The rows are row_count objects of row_size bytes. */
void grid_print(FILE *stream, const struct grid_column *columns, size_t column_count,
                const void *rows, size_t row_count, size_t row_size, bool coloured);

#endif
