// SPDX-License-Identifier: MIT
#include "grid.h"
#include "human.h"
#include "print.h"

static void write_pid(const void *row, char cell[static GRID_CELL_MAX])
{
    snprintf(cell, GRID_CELL_MAX, "%u", ((const struct process_view *)row)->pid);
}

static void write_command(const void *row, char cell[static GRID_CELL_MAX])
{
    snprintf(cell, GRID_CELL_MAX, "%s", ((const struct process_view *)row)->command);
}

static void write_for(const void *row, char cell[static GRID_CELL_MAX])
{
    human_duration_ms(((const struct process_view *)row)->for_ms, cell);
}

static void write_connections(const void *row, char cell[static GRID_CELL_MAX])
{
    human_count(((const struct process_view *)row)->connections, cell);
}

static void write_waiting(const void *row, char cell[static GRID_CELL_MAX])
{
    human_count(((const struct process_view *)row)->waiting, cell);
}

static void write_mode(const void *row, char cell[static GRID_CELL_MAX])
{
    snprintf(cell, GRID_CELL_MAX, "%s", ((const struct process_view *)row)->mode);
}

static void write_descriptors(const void *row, char cell[static GRID_CELL_MAX])
{
    snprintf(cell, GRID_CELL_MAX, "%s", ((const struct process_view *)row)->descriptors);
}

static const struct grid_column protected[] = {
    {"PID", true, write_pid, NULL},
    {"COMMAND", false, write_command, NULL},
    {"MODE", false, write_mode, NULL},
    {"FOR", true, write_for, NULL},
    {"CONNECTIONS", true, write_connections, NULL},
    {"WAITING", true, write_waiting, NULL},
    {"KEEPER'S DESCRIPTORS", false, write_descriptors, NULL},
};

static void write_exposed_pid(const void *row, char cell[static GRID_CELL_MAX])
{
    snprintf(cell, GRID_CELL_MAX, "%u", ((const struct exposed *)row)->pid);
}

static void write_exposed_command(const void *row, char cell[static GRID_CELL_MAX])
{
    snprintf(cell, GRID_CELL_MAX, "%s", ((const struct exposed *)row)->command);
}

static void write_exposed_connections(const void *row, char cell[static GRID_CELL_MAX])
{
    human_count(((const struct exposed *)row)->connections, cell);
}

static void write_why(const void *row, char cell[static GRID_CELL_MAX])
{
    snprintf(cell, GRID_CELL_MAX, "%s", ((const struct exposed *)row)->why);
}

static const struct grid_column unprotected[] = {
    {"PID", true, write_exposed_pid, NULL},
    {"COMMAND", false, write_exposed_command, NULL},
    {"CONNECTIONS", true, write_exposed_connections, NULL},
    {"NOT PROTECTED, BECAUSE", false, write_why, NULL},
};

void print_text_ps(FILE *stream, const struct view *view, const struct exposure *exposure,
                   bool coloured)
{
    if (view->process_count > 0)
        grid_print(stream, protected, sizeof protected / sizeof protected[0], view -> processes,
                   view -> process_count, sizeof view->processes[0], coloured);
    else
        fputs("no protected processes\n", stream);
    for (size_t i = 0; i < view->elsewhere_count; i++)
        fprintf(stream, "not in this table: %s, pid %u; its log says why\n",
                view->elsewhere[i].command, view->elsewhere[i].pid);
    if (exposure->count > 0)
        fputc('\n', stream);
    if (exposure->count > 0)
        grid_print(stream, unprotected, sizeof unprotected / sizeof unprotected[0], exposure->list,
                   exposure->count, sizeof exposure->list[0], coloured);
    if (exposure->unseen > 0)
        fprintf(stream, "%zu processes of other users could not be looked into; ask as root\n",
                exposure->unseen);
}
