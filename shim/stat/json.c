// SPDX-License-Identifier: MIT
#include "human.h"
#include "pack.h"
#include "print.h"

#include <limits.h>

static json_t *since(const struct view *view, int64_t for_ms)
{
    return for_ms == NEVER ? json_null() : pack_time(view->unix_ms - for_ms);
}

static json_t *pack_node(const struct view *view, const struct node_view *node)
{
    char text[ENDPOINT_TEXT_MAX];
    const struct field fields[] = {
        {"node", json_string(endpoint_print(&node->endpoint, text))},
        {"state", json_string(node_state_name(node->state))},
        {"since", since(view, node->for_ms)},
        {"for_ms", pack_optional(node->for_ms)},
        {"reason", pack_word(node_reason_name(node->reason))},
        {"stalls", json_integer(node->stalls)},
        {"failed_fast", json_integer(node->failed_fast)},
        {"released", json_integer(node->released)},
        {"waited_ms", json_integer(node->waited_ms)},
        {"checks", json_integer(node->checks)},
        {"answer_us", pack_optional(node->answer_us)},
        {"next_check_ms", pack_optional(node->next_check_ms)},
    };
    return pack_fields(fields, sizeof fields / sizeof fields[0]);
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
    return pack_fields(fields, sizeof fields / sizeof fields[0]);
}

static json_t *pack_nodes(const struct view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < view->node_count; i++)
        list = pack_append(list, pack_node(view, &view->nodes[i]));
    return list;
}

static json_t *pack_processes(const struct view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < view->process_count; i++)
        list = pack_append(list, pack_process(view, &view->processes[i]));
    return list;
}

static json_t *pack_outsider(const struct outsider *outsider)
{
    const struct field fields[] = {
        {"pid", json_integer(outsider->pid)},
        {"command", json_string(outsider->command)},
    };
    return pack_fields(fields, sizeof fields / sizeof fields[0]);
}

static json_t *pack_elsewhere(const struct view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < view->elsewhere_count; i++)
        list = pack_append(list, pack_outsider(&view->elsewhere[i]));
    return list;
}

/* NULL: no memory. */
static json_t *pack_observed(const struct observed *observed)
{
    if (!observed->any)
        return json_null();
    const struct field fields[] = {
        {"stalls", json_integer(observed->stalls)},
        {"waited_ms", json_integer(observed->waited_ms)},
        {"would_save_ms", json_integer(observed->would_save_ms)},
    };
    return pack_fields(fields, sizeof fields / sizeof fields[0]);
}

static json_t *pack_exposed(const struct exposed *exposed)
{
    const struct field fields[] = {
        {"pid", json_integer(exposed->pid)},
        {"command", json_string(exposed->command)},
        {"connections", json_integer(exposed->connections)},
        {"why", json_string(exposed->why)},
    };
    return pack_fields(fields, sizeof fields / sizeof fields[0]);
}

static json_t *pack_exposure(const struct exposure *exposure)
{
    json_t *list = json_array();
    for (size_t i = 0; i < exposure->count; i++)
        list = pack_append(list, pack_exposed(&exposure->list[i]));
    return list;
}

bool print_json_ps(FILE *stream, const struct view *view, const char *table,
                   const struct exposure *exposure)
{
    char path[PATH_MAX];
    const struct field fields[] = {
        {"version", json_integer(PACK_VERSION)},
        {"table", json_string(human_printable(table, path, sizeof path))},
        {"mode", json_string(view->mode)},
        {"processes", pack_processes(view)},
        {"elsewhere", pack_elsewhere(view)},
        {"unprotected", pack_exposure(exposure)},
        {"unseen", json_integer((json_int_t)exposure->unseen)},
    };
    return pack_print(stream, pack_fields(fields, sizeof fields / sizeof fields[0]),
                      JSON_INDENT(2));
}

bool print_json(FILE *stream, const struct view *view, const char *table)
{
    char path[PATH_MAX];
    const struct field fields[] = {
        {"version", json_integer(PACK_VERSION)},
        {"table", json_string(human_printable(table, path, sizeof path))},
        {"mode", json_string(view->mode)},
        {"nodes", pack_nodes(view)},
        {"processes", pack_processes(view)},
        {"elsewhere", pack_elsewhere(view)},
        {"observed", pack_observed(&view->observed)},
    };
    return pack_print(stream, pack_fields(fields, sizeof fields / sizeof fields[0]),
                      JSON_INDENT(2));
}
