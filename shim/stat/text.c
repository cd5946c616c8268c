// SPDX-License-Identifier: MIT
#include "human.h"
#include "print.h"

#include <limits.h>
#include <string.h>

enum { CELL_MAX = ENDPOINT_TEXT_MAX };

static void write_text(const char *text, char cell[static CELL_MAX])
{
    snprintf(cell, CELL_MAX, "%s", text);
}

static void write_optional(int64_t number, char *(*human)(int64_t, char *),
                           char cell[static CELL_MAX])
{
    if (number == NEVER)
        write_text("-", cell);
    else
        human(number, cell);
}

static void write_node(const struct node_view *node, char cell[static CELL_MAX])
{
    endpoint_print(&node->endpoint, cell);
}

static void write_state(const struct node_view *node, char cell[static CELL_MAX])
{
    write_text(node_state_name(node->state), cell);
}

static void write_for(const struct node_view *node, char cell[static CELL_MAX])
{
    write_optional(node->for_ms, human_duration_ms, cell);
}

static void write_why(const struct node_view *node, char cell[static CELL_MAX])
{
    write_text(node->reason != REASON_NONE ? node_reason_name(node->reason) : "-", cell);
}

static void write_stalls(const struct node_view *node, char cell[static CELL_MAX])
{
    human_count(node->stalls, cell);
}

static void write_failed_fast(const struct node_view *node, char cell[static CELL_MAX])
{
    human_count(node->failed_fast, cell);
}

static void write_released(const struct node_view *node, char cell[static CELL_MAX])
{
    human_count(node->released, cell);
}

static void write_waited(const struct node_view *node, char cell[static CELL_MAX])
{
    human_duration_ms(node->waited_ms, cell);
}

static void write_checks(const struct node_view *node, char cell[static CELL_MAX])
{
    human_count(node->checks, cell);
}

static void write_answer(const struct node_view *node, char cell[static CELL_MAX])
{
    write_optional(node->answer_us, human_duration_us, cell);
}

static void write_next_check(const struct node_view *node, char cell[static CELL_MAX])
{
    char overdue[HUMAN_MAX];
    if (node->is_history && node->next_check_ms != NEVER)
        snprintf(cell, CELL_MAX, "overdue %s", human_duration_ms(-node->next_check_ms, overdue));
    else
        write_optional(node->next_check_ms, human_duration_ms, cell);
}

struct column {
    const char *title;
    bool to_the_right;
    void (*write)(const struct node_view *node, char cell[static CELL_MAX]);
};

static const struct column columns[] = {
    {"NODE", false, write_node},
    {"STATE", false, write_state},
    {"FOR", true, write_for},
    {"WHY", false, write_why},
    {"STALLS", true, write_stalls},
    {"FAILED FAST", true, write_failed_fast},
    {"RELEASED", true, write_released},
    {"WAITED", true, write_waited},
    {"CHECKS", true, write_checks},
    {"ANSWER", true, write_answer},
    {"NEXT CHECK", true, write_next_check},
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

static void measure(const struct view *view, int widths[static COLUMNS])
{
    for (size_t c = 0; c < COLUMNS; c++) {
        size_t width = strlen(columns[c].title);
        for (size_t i = 0; i < view->node_count; i++) {
            char cell[CELL_MAX];
            columns[c].write(&view->nodes[i], cell);
            if (strlen(cell) > width)
                width = strlen(cell);
        }
        widths[c] = (int)width;
    }
}

static const char *colour_of(const struct node_view *node)
{
    static const char *const of_state[NODE_STATES] = {[NODE_UP] = "\033[32m",
                                                      [NODE_SUSPECT] = "\033[33m",
                                                      [NODE_FULL] = "\033[33m",
                                                      [NODE_DOWN] = "\033[1;31m",
                                                      [NODE_MAINT] = "\033[36m"};
    return node->is_history ? "\033[2m" : of_state[node->state];
}

/* One cell with its padding; nothing follows the last column. */
static void print_cell(FILE *stream, size_t c, const char *cell, const char *colour, int width)
{
    const int padding = width - (int)strlen(cell);
    const char *gap = c > 0 ? "  " : "";
    const int before = columns[c].to_the_right ? padding : 0;
    const int after = columns[c].to_the_right || c + 1 == COLUMNS ? 0 : padding;
    fprintf(stream, "%s%*s%s%s%s%*s", gap, before, "", colour, cell,
            *colour != '\0' ? "\033[0m" : "", after, "");
}

static void print_titles(FILE *stream, const int widths[static COLUMNS], bool coloured)
{
    for (size_t c = 0; c < COLUMNS; c++)
        print_cell(stream, c, columns[c].title, coloured ? "\033[1m" : "", widths[c]);
    fputc('\n', stream);
}

static void print_node(FILE *stream, const struct node_view *node, const int widths[static COLUMNS],
                       bool coloured)
{
    for (size_t c = 0; c < COLUMNS; c++) {
        const bool is_state = columns[c].write == write_state;
        char cell[CELL_MAX];
        columns[c].write(node, cell);
        print_cell(stream, c, cell, coloured && is_state ? colour_of(node) : "", widths[c]);
    }
    fputc('\n', stream);
}

static void print_summary(FILE *stream, const struct view *view, const char *table)
{
    char path[PATH_MAX];
    fprintf(stream, "table %s, mode %s, %zu protected process%s\n",
            human_printable(table, path, sizeof path), view->mode, view->process_count,
            view->process_count == 1 ? "" : "es");
    for (size_t i = 0; i < view->elsewhere_count; i++)
        fprintf(stream, "not in this table: %s, pid %u; its log says why\n",
                view->elsewhere[i].command, view->elsewhere[i].pid);
}

void print_text(FILE *stream, const struct view *view, const char *table, bool coloured)
{
    int widths[COLUMNS];
    print_summary(stream, view, table);
    if (view->node_count == 0) {
        fputs("no nodes\n", stream);
        return;
    }
    measure(view, widths);
    print_titles(stream, widths, coloured);
    for (size_t i = 0; i < view->node_count; i++)
        print_node(stream, &view->nodes[i], widths, coloured);
}
