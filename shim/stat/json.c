// SPDX-License-Identifier: MIT
#include "common/clock.h"
#include "human.h"
#include "print.h"

#include <jansson.h>
#include <limits.h>

/* Counts the fields and the meaning of the output, not the program's releases. */
enum { FORMAT_VERSION = 1 };

struct field {
    const char *name;
    json_t *value; /* NULL: no memory */
};

/* Takes the values, also when it fails. NULL: no memory. */
static json_t *pack(const struct field *fields, size_t field_count)
{
    json_t *object = json_object();
    bool complete = object != NULL;
    for (size_t i = 0; i < field_count; i++)
        if (json_object_set_new(object, fields[i].name, fields[i].value) != 0)
            complete = false;
    if (complete)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *optional(int64_t number)
{
    return number == NEVER ? json_null() : json_integer(number);
}

static json_t *since(const struct view *view, int64_t for_ms)
{
    char text[CLOCK_UTC_TEXT_MAX];
    if (for_ms == NEVER)
        return json_null();
    const int64_t at_ms = view->unix_ms - for_ms; /* before 1970 only by a wrong clock */
    return json_string(clock_print_utc(at_ms > 0 ? (uint64_t)at_ms : 0, text));
}

static json_t *reason(const struct node_view *node)
{
    return node->reason == REASON_NONE ? json_null() : json_string(node_reason_name(node->reason));
}

static json_t *pack_node(const struct view *view, const struct node_view *node)
{
    char text[ENDPOINT_TEXT_MAX];
    const struct field fields[] = {
        {"node", json_string(endpoint_print(&node->endpoint, text))},
        {"state", json_string(node_state_name(node->state))},
        {"since", since(view, node->for_ms)},
        {"for_ms", optional(node->for_ms)},
        {"reason", reason(node)},
        {"stalls", json_integer(node->stalls)},
        {"failed_fast", json_integer(node->failed_fast)},
        {"released", json_integer(node->released)},
        {"waited_ms", json_integer(node->waited_ms)},
        {"checks", json_integer(node->checks)},
        {"answer_us", optional(node->answer_us)},
        {"next_check_ms", optional(node->next_check_ms)},
    };
    return pack(fields, sizeof fields / sizeof fields[0]);
}

static json_t *pack_process(const struct view *view, const struct process_view *process)
{
    const struct field fields[] = {
        {"pid", json_integer(process->pid)},
        {"command", json_string(process->command)},
        {"since", since(view, process->for_ms)},
        {"connections", json_integer(process->connections)},
        {"waiting", json_integer(process->waiting)},
        {"mode", json_string(process->mode)},
        {"keeper", json_true()},
        {"descriptors", json_string(process->descriptors)},
    };
    return pack(fields, sizeof fields / sizeof fields[0]);
}

/* Takes the item. NULL: no memory, now or before. */
static json_t *append(json_t *list, json_t *item)
{
    if (json_array_append_new(list, item) == 0)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *pack_nodes(const struct view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < view->node_count; i++)
        list = append(list, pack_node(view, &view->nodes[i]));
    return list;
}

static json_t *pack_processes(const struct view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < view->process_count; i++)
        list = append(list, pack_process(view, &view->processes[i]));
    return list;
}

static json_t *pack_outsider(const struct outsider *outsider)
{
    const struct field fields[] = {
        {"pid", json_integer(outsider->pid)},
        {"command", json_string(outsider->command)},
    };
    return pack(fields, sizeof fields / sizeof fields[0]);
}

static json_t *pack_elsewhere(const struct view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < view->elsewhere_count; i++)
        list = append(list, pack_outsider(&view->elsewhere[i]));
    return list;
}

bool print_json(FILE *stream, const struct view *view, const char *table)
{
    char path[PATH_MAX];
    const struct field fields[] = {
        {"version", json_integer(FORMAT_VERSION)},
        {"table", json_string(human_printable(table, path, sizeof path))},
        {"mode", json_string(view->mode)},
        {"nodes", pack_nodes(view)},
        {"processes", pack_processes(view)},
        {"elsewhere", pack_elsewhere(view)},
    };
    json_t *whole = pack(fields, sizeof fields / sizeof fields[0]);
    if (whole == NULL)
        return false;
    json_dumpf(whole, stream, JSON_INDENT(2));
    fputc('\n', stream);
    json_decref(whole);
    return true;
}
