// SPDX-License-Identifier: MIT
#include "asked.h"
#include "glance.h"
#include "grid.h"
#include "human.h"
#include "output.h"
#include "pack.h"
#include "verbs.h"

#include <limits.h>
#include <stdlib.h>

struct ping {
    struct endpoint endpoint;
    struct asked asked;
    const char *state;  /* what the table says; "" if it says nothing */
    const char *agrees; /* "yes", "no", "" where the table claims neither */
};

static void ask(struct ping *ping, const struct endpoint *endpoint)
{
    *ping = (struct ping){.endpoint = *endpoint, .state = "", .agrees = ""};
    ping->asked = ask_node(endpoint);
}

static void compare(struct ping *ping, const struct view *view)
{
    bool undecided;
    for (size_t i = 0; i < view->node_count; i++) {
        const struct node_view *node = &view->nodes[i];
        if (!endpoint_equal(&node->endpoint, &ping->endpoint))
            continue;
        ping->state = node_state_name(node->state);
        const bool agrees = asked_agrees(&ping->asked, node, &undecided);
        ping->agrees = undecided ? "" : agrees ? "yes" : "no";
    }
}

static void write_or_dash(const char *text, char cell[static GRID_CELL_MAX])
{
    snprintf(cell, GRID_CELL_MAX, "%s", *text != '\0' ? text : "-");
}

static void write_node(const void *row, char cell[static GRID_CELL_MAX])
{
    endpoint_print(&((const struct ping *)row)->endpoint, cell);
}

static void write_answer(const void *row, char cell[static GRID_CELL_MAX])
{
    write_or_dash(answer_name(((const struct ping *)row)->asked.answer), cell);
}

static void write_version(const void *row, char cell[static GRID_CELL_MAX])
{
    write_or_dash(((const struct ping *)row)->asked.version, cell);
}

static void write_round_trip(const void *row, char cell[static GRID_CELL_MAX])
{
    const int64_t us = ((const struct ping *)row)->asked.round_trip_us;
    if (us == NEVER)
        write_or_dash("", cell);
    else
        human_duration_us(us, cell);
}

static void write_state(const void *row, char cell[static GRID_CELL_MAX])
{
    write_or_dash(((const struct ping *)row)->state, cell);
}

static void write_agrees(const void *row, char cell[static GRID_CELL_MAX])
{
    write_or_dash(((const struct ping *)row)->agrees, cell);
}

static const char *colour_of(const void *row)
{
    return *((const struct ping *)row)->agrees == 'n' ? "\033[1;31m" : "";
}

static const struct grid_column columns[] = {
    {"NODE", false, write_node, NULL},         {"ANSWER", false, write_answer, NULL},
    {"MEMCACHED", false, write_version, NULL}, {"ROUND TRIP", true, write_round_trip, NULL},
    {"TABLE", false, write_state, NULL},       {"AGREES", false, write_agrees, colour_of},
};

static json_t *pack_ping(const struct ping *ping)
{
    char text[ENDPOINT_TEXT_MAX];
    const struct field fields[] = {
        {"node", json_string(endpoint_print(&ping->endpoint, text))},
        {"answer", json_string(answer_name(ping->asked.answer))},
        {"memcached", pack_word(ping->asked.version)},
        {"round_trip_us", pack_optional(ping->asked.round_trip_us)},
        {"state", pack_word(ping->state)},
        {"agrees", *ping->agrees == '\0' ? json_null() : json_boolean(*ping->agrees == 'y')},
    };
    return pack_fields(fields, sizeof fields / sizeof fields[0]);
}

static bool print_json_pings(const struct ping *pings, size_t count, const char *table)
{
    char path[PATH_MAX];
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        list = pack_append(list, pack_ping(&pings[i]));
    const struct field fields[] = {
        {"version", json_integer(PACK_VERSION)},
        {"table", json_string(human_printable(table, path, sizeof path))},
        {"answers", list},
    };
    return pack_print(stdout, pack_fields(fields, sizeof fields / sizeof fields[0]),
                      JSON_INDENT(2));
}

static int report(const struct options *options, const struct ping *pings, size_t count,
                  const char *table)
{
    struct output output = {.stream = stdout};
    bool printed = true;
    bool silent = false;
    if (options->format == FORMAT_JSON)
        printed = print_json_pings(pings, count, table);
    else
        grid_print(stdout, columns, sizeof columns / sizeof columns[0], pings, count,
                   sizeof pings[0], output_is_coloured(options));
    if (!output_close(&output) || !printed)
        return STAT_NO_TABLE;
    for (size_t i = 0; i < count; i++)
        silent |= pings[i].asked.answer == ANSWER_SILENT;
    return options->check && silent ? STAT_DOWN : STAT_OK;
}

static size_t ask_all(struct ping *pings, const struct filter *filter, const struct view *view)
{
    size_t count = 0;
    if (filter->node_count > 0 && filter->states == 0)
        for (size_t i = 0; i < filter->node_count; i++)
            ask(&pings[count++], &filter->nodes[i]);
    else
        for (size_t i = 0; view != NULL && i < view->node_count; i++)
            ask(&pings[count++], &view->nodes[i].endpoint);
    return count;
}

/* The table as it is when all have been asked, which can take a second each, states aside. */
static bool compare_all(struct ping *pings, size_t count, const struct options *options)
{
    struct glance glance;
    struct options now = *options;
    now.filter.states = 0;
    if (!glance_take(&glance, &now))
        return false;
    for (size_t i = 0; i < count; i++)
        compare(&pings[i], glance.view);
    free(glance.view);
    return true;
}

/* Nodes that were named are asked also where there is no table. */
int verb_ping(const struct options *options)
{
    static struct ping pings[TABLE_NODES];
    struct glance glance;
    const bool has_table = glance_take(&glance, options);
    const size_t count = ask_all(pings, &options->filter, glance.view);
    free(glance.view);
    if (has_table && !compare_all(pings, count, options))
        return STAT_NO_TABLE;
    const int code =
        has_table || count > 0 ? report(options, pings, count, glance.table) : STAT_NO_TABLE;
    return has_table ? code : STAT_NO_TABLE;
}
