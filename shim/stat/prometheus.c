// SPDX-License-Identifier: MIT
#include "human.h"
#include "print.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

/* What one metric says of a node; false: nothing. */
struct metric {
    const char *name;
    const char *type;
    const char *help;
    bool (*read)(const struct view *view, const struct node_view *node, double *value);
};

static bool read_since(const struct view *view, const struct node_view *node, double *value)
{
    *value = (double)(view->unix_ms - (node->for_ms != NEVER ? node->for_ms : 0)) / 1e3;
    return node->for_ms != NEVER;
}

static bool read_stalls(const struct view *view, const struct node_view *node, double *value)
{
    (void)view;
    *value = (double)node->stalls;
    return true;
}

static bool read_waited(const struct view *view, const struct node_view *node, double *value)
{
    (void)view;
    *value = (double)node->waited_ms / 1e3;
    return true;
}

static bool read_failed_fast(const struct view *view, const struct node_view *node, double *value)
{
    (void)view;
    *value = (double)node->failed_fast;
    return true;
}

static bool read_released(const struct view *view, const struct node_view *node, double *value)
{
    (void)view;
    *value = (double)node->released;
    return true;
}

static bool read_checks(const struct view *view, const struct node_view *node, double *value)
{
    (void)view;
    *value = (double)node->checks;
    return true;
}

static bool read_answer(const struct view *view, const struct node_view *node, double *value)
{
    (void)view;
    *value = (double)node->answer_us / 1e6;
    return node->answer_us != NEVER;
}

static const struct metric metrics[] = {
    {"mcshim_node_state_since_timestamp_seconds", "gauge",
     "When the node entered its state, in seconds since 1970.", read_since},
    {"mcshim_node_stalls_total", "counter", "Waits that outlasted the stall limit.", read_stalls},
    {"mcshim_node_waited_seconds_total", "counter", "The length of the stalls, summed.",
     read_waited},
    {"mcshim_node_failed_fast_total", "counter", "Connects that were refused at once.",
     read_failed_fast},
    {"mcshim_node_released_total", "counter", "Connections that were shut down.", read_released},
    {"mcshim_node_checks_total", "counter", "Health checks made.", read_checks},
    {"mcshim_node_answer_seconds", "gauge", "How fast the last answered check was.", read_answer},
};

static void print_head(FILE *stream, const char *name, const char *type, const char *help)
{
    fprintf(stream, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void print_metric(FILE *stream, const struct view *view, const struct metric *metric)
{
    char node[ENDPOINT_TEXT_MAX];
    double value;
    print_head(stream, metric->name, metric->type, metric->help);
    for (size_t i = 0; i < view->node_count; i++)
        if (metric->read(view, &view->nodes[i], &value))
            fprintf(stream, "%s{node=\"%s\"} %.15g\n", metric->name,
                    endpoint_print(&view->nodes[i].endpoint, node), value);
}

/* As OpenMetrics has it of a StateSet: each state is a sample, of which one is 1. */
static void print_states(FILE *stream, const struct view *view)
{
    char node[ENDPOINT_TEXT_MAX];
    print_head(stream, "mcshim_node_state", "gauge", "1 for the state that the node is in.");
    for (size_t i = 0; i < view->node_count; i++)
        for (int state = 0; state < NODE_STATES; state++)
            fprintf(stream, "mcshim_node_state{node=\"%s\",state=\"%s\"} %d\n",
                    endpoint_print(&view->nodes[i].endpoint, node),
                    node_state_name((enum node_state)state),
                    view->nodes[i].state == (enum node_state)state);
}

static void print_processes(FILE *stream, const struct view *view)
{
    static const char *const modes[] = {"enforce", "observe", "off"};
    print_head(stream, "mcshim_processes", "gauge", "Processes that share the table, by mode.");
    for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
        size_t found = 0;
        for (size_t i = 0; i < view->process_count; i++)
            found += strcmp(view->processes[i].mode, modes[m]) == 0;
        fprintf(stream, "mcshim_processes{mode=\"%s\"} %zu\n", modes[m], found);
    }
    print_head(stream, "mcshim_processes_elsewhere", "gauge",
               "Processes under the shim that do not share the table.");
    fprintf(stream, "mcshim_processes_elsewhere %zu\n", view->elsewhere_count);
}

static void print_sums(FILE *stream, const struct view *view)
{
    uint64_t connections = 0;
    uint64_t waiting = 0;
    for (size_t i = 0; i < view->process_count; i++) {
        connections += view->processes[i].connections;
        waiting += view->processes[i].waiting;
    }
    print_head(stream, "mcshim_connections", "gauge", "Connections to nodes that are watched.");
    fprintf(stream, "mcshim_connections %" PRIu64 "\n", connections);
    print_head(stream, "mcshim_waiting", "gauge", "Connections on which somebody waits.");
    fprintf(stream, "mcshim_waiting %" PRIu64 "\n", waiting);
}

/* human_printable() leaves nothing to be escaped in a label but the quote and its own \xNN. */
static void print_info(FILE *stream, const char *table)
{
    char path[PATH_MAX];
    print_head(stream, "mcshim_info", "gauge", "The version of shim-stat, and the table read.");
    fputs("mcshim_info{version=\"" MCSHIM_VERSION "\",table=\"", stream);
    for (const char *at = human_printable(table, path, sizeof path); *at != '\0'; at++)
        fprintf(stream, *at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
    fputs("\"} 1\n", stream);
}

void print_prometheus(FILE *stream, const struct view *view, const char *table)
{
    print_info(stream, table);
    print_states(stream, view);
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++)
        print_metric(stream, view, &metrics[i]);
    print_processes(stream, view);
    print_sums(stream, view);
}
