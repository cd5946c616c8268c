// SPDX-License-Identifier: MIT
#include "grid.h"
#include "human.h"
#include "print.h"

#include <limits.h>
#include <string.h>

static void write_text(const char *text, char cell[static GRID_CELL_MAX])
{
    snprintf(cell, GRID_CELL_MAX, "%s", text);
}

static void write_optional(int64_t number, char *(*human)(int64_t, char *),
                           char cell[static GRID_CELL_MAX])
{
    if (number == NEVER)
        write_text("-", cell);
    else
        human(number, cell);
}

static void write_node(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    endpoint_print(&node->endpoint, cell);
}

static void write_state(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    write_text(node_state_name(node->state), cell);
}

static void write_for(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    write_optional(node->for_ms, human_duration_ms, cell);
}

static void write_why(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    write_text(node->reason != REASON_NONE ? node_reason_name(node->reason) : "-", cell);
}

static void write_stalls(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    human_count(node->stalls, cell);
}

static void write_failed_fast(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    human_count(node->failed_fast, cell);
}

static void write_released(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    human_count(node->released, cell);
}

static void write_waited(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    human_duration_ms(node->waited_ms, cell);
}

static void write_checks(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    human_count(node->checks, cell);
}

static void write_answer(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    write_optional(node->answer_us, human_duration_us, cell);
}

static void write_next_check(const void *row, char cell[static GRID_CELL_MAX])
{
    const struct node_view *node = row;
    char overdue[HUMAN_MAX];
    if (node->is_history && node->next_check_ms != NEVER)
        snprintf(cell, GRID_CELL_MAX, "overdue %s",
                 human_duration_ms(-node->next_check_ms, overdue));
    else
        write_optional(node->next_check_ms, human_duration_ms, cell);
}

const char *print_colour(enum node_state state)
{
    static const char *const of_state[NODE_STATES] = {[NODE_UP] = "\033[32m",
                                                      [NODE_SUSPECT] = "\033[33m",
                                                      [NODE_FULL] = "\033[33m",
                                                      [NODE_DOWN] = "\033[1;31m",
                                                      [NODE_MAINT] = "\033[36m"};
    return of_state[state];
}

static const char *colour_of(const void *row)
{
    const struct node_view *node = row;
    return node->is_history ? "\033[2m" : print_colour(node->state);
}

static const struct grid_column columns[] = {
    {"NODE", false, write_node, NULL},
    {"STATE", false, write_state, colour_of},
    {"FOR", true, write_for, NULL},
    {"WHY", false, write_why, NULL},
    {"STALLS", true, write_stalls, NULL},
    {"FAILED FAST", true, write_failed_fast, NULL},
    {"RELEASED", true, write_released, NULL},
    {"WAITED", true, write_waited, NULL},
    {"CHECKS", true, write_checks, NULL},
    {"ANSWER", true, write_answer, NULL},
    {"NEXT CHECK", true, write_next_check, NULL},
};

/* What people try it for before they trust. */
static void print_observed(FILE *stream, const struct observed *observed)
{
    char waited[HUMAN_MAX];
    char saved[HUMAN_MAX];
    char stalls[HUMAN_MAX];
    fprintf(stream, "observed: %s stalls, %s of waiting; enforce would have saved at least %s\n",
            human_count(observed->stalls, stalls), human_duration_ms(observed->waited_ms, waited),
            human_duration_ms(observed->would_save_ms, saved));
}

static void print_summary(FILE *stream, const struct view *view, const char *table)
{
    char path[PATH_MAX];
    fprintf(stream, "table %s, mode %s, %zu protected process%s\n",
            human_printable(table, path, sizeof path), view->mode, view->process_count,
            view->process_count == 1 ? "" : "es");
    if (view->observed.any)
        print_observed(stream, &view->observed);
    for (size_t i = 0; i < view->elsewhere_count; i++)
        fprintf(stream, "not in this table: %s, pid %u; its log says why\n",
                view->elsewhere[i].command, view->elsewhere[i].pid);
}

void print_text(FILE *stream, const struct view *view, const char *table, bool coloured)
{
    print_summary(stream, view, table);
    if (view->node_count == 0) {
        fputs("no nodes\n", stream);
        return;
    }
    grid_print(stream, columns, sizeof columns / sizeof columns[0], view->nodes, view->node_count,
               sizeof view->nodes[0], coloured);
}
