// SPDX-License-Identifier: MIT
#include "grid.h"

#include <string.h>

static void measure(const struct grid_column *columns, size_t column_count, const char *rows,
                    size_t row_count, size_t row_size, int *widths)
{
    for (size_t c = 0; c < column_count; c++) {
        size_t width = strlen(columns[c].title);
        for (size_t i = 0; i < row_count; i++) {
            char cell[GRID_CELL_MAX];
            columns[c].write(rows + i * row_size, cell);
            if (strlen(cell) > width)
                width = strlen(cell);
        }
        widths[c] = (int)width;
    }
}

struct cell {
    const char *text;
    const char *colour; /* "" for none */
    int width;
    bool to_the_right;
    bool is_first;
    bool is_last;
};

static void print_cell(FILE *stream, const struct cell *cell)
{
    const int padding = cell->width - (int)strlen(cell->text);
    const int before = cell->to_the_right ? padding : 0;
    const int after = cell->to_the_right || cell->is_last ? 0 : padding;
    fprintf(stream, "%s%*s%s%s%s%*s%s", cell->is_first ? "" : "  ", before, "", cell->colour,
            cell->text, *cell->colour != '\0' ? "\033[0m" : "", after, "",
            cell->is_last ? "\n" : "");
}

/* The titles if row is NULL. */
static void print_row(FILE *stream, const struct grid_column *columns, size_t column_count,
                      const int *widths, const void *row, bool coloured)
{
    for (size_t c = 0; c < column_count; c++) {
        const struct grid_column *column = &columns[c];
        char text[GRID_CELL_MAX];
        struct cell cell = {.text = column->title,
                            .colour = coloured ? "\033[1m" : "",
                            .width = widths[c],
                            .to_the_right = column->to_the_right,
                            .is_first = c == 0,
                            .is_last = c + 1 == column_count};
        if (row != NULL) {
            column->write(row, text);
            cell.text = text;
            cell.colour = coloured && column->colour != NULL ? column->colour(row) : "";
        }
        print_cell(stream, &cell);
    }
}

void grid_print(FILE *stream, const struct grid_column *columns, size_t column_count,
                const void *rows, size_t row_count, size_t row_size, bool coloured)
{
    int widths[GRID_COLUMNS_MAX];
    const char *first = rows;
    measure(columns, column_count, first, row_count, row_size, widths);
    print_row(stream, columns, column_count, widths, NULL, coloured);
    for (size_t i = 0; i < row_count; i++)
        print_row(stream, columns, column_count, widths, first + i * row_size, coloured);
}
