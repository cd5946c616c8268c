// SPDX-License-Identifier: MIT
#include "exposure.h"
#include "glance.h"
#include "output.h"
#include "print.h"
#include "verbs.h"

#include <stdlib.h>
#include <unistd.h>

static bool is_asked_for(const struct options *options, uint32_t pid)
{
    for (size_t i = 0; i < options->pid_count; i++)
        if (options->pids[i] == pid)
            return true;
    return options->pid_count == 0;
}

static void keep_processes(const struct options *options, struct view *view)
{
    size_t kept = 0;
    for (size_t i = 0; i < view->process_count; i++)
        if (is_asked_for(options, view->processes[i].pid))
            view->processes[kept++] = view->processes[i];
    view->process_count = kept;
}

static void keep_elsewhere(const struct options *options, struct view *view)
{
    size_t kept = 0;
    for (size_t i = 0; i < view->elsewhere_count; i++)
        if (is_asked_for(options, view->elsewhere[i].pid))
            view->elsewhere[kept++] = view->elsewhere[i];
    view->elsewhere_count = kept;
}

static void keep_exposed(const struct options *options, struct exposure *exposure)
{
    size_t kept = 0;
    for (size_t i = 0; i < exposure->count; i++)
        if (is_asked_for(options, exposure->list[i].pid))
            exposure->list[kept++] = exposure->list[i];
    exposure->count = kept;
}

static bool is_listed(const struct view *view, const struct exposure *exposure, uint32_t pid)
{
    bool listed = false;
    for (size_t i = 0; i < view->process_count; i++)
        listed |= view->processes[i].pid == pid;
    for (size_t i = 0; i < view->elsewhere_count; i++)
        listed |= view->elsewhere[i].pid == pid;
    for (size_t i = 0; i < exposure->count; i++)
        listed |= exposure->list[i].pid == pid;
    return listed;
}

/* Who was asked for and has no connection to a node: why it would not be protected. */
static void add_others(const struct options *options, const struct view *view,
                       struct exposure *exposure)
{
    for (size_t i = 0; i < options->pid_count; i++) {
        char path[32];
        snprintf(path, sizeof path, "/proc/%u", options->pids[i]);
        if (is_listed(view, exposure, options->pids[i]))
            continue;
        if (access(path, F_OK) == 0)
            exposure_add(exposure, path + sizeof "/proc", 0, NULL);
        else
            fprintf(stderr, "shim-stat: %u: no such process\n", options->pids[i]);
    }
}

static bool print(FILE *stream, const struct options *options, const struct glance *glance,
                  const struct exposure *exposure)
{
    if (options->format == FORMAT_JSON)
        return print_json_ps(stream, glance->view, glance->table, exposure);
    print_text_ps(stream, glance->view, exposure, output_is_coloured(options));
    return true;
}

static int show(const struct options *options, const struct glance *glance,
                struct exposure *exposure)
{
    struct output output;
    if (!exposure_find(exposure, glance->view)) {
        fputs("shim-stat: no memory for the list of connections\n", stderr);
        return STAT_NO_TABLE;
    }
    keep_processes(options, glance->view);
    keep_elsewhere(options, glance->view);
    keep_exposed(options, exposure);
    add_others(options, glance->view, exposure);
    if (!output_open(&output, options->output))
        return STAT_NO_TABLE;
    const bool printed = print(output.stream, options, glance, exposure);
    if (!printed)
        fputs("shim-stat: no memory for JSON\n", stderr);
    return output_close(&output) && printed ? STAT_OK : STAT_NO_TABLE;
}

/* Where there is no table nobody is protected; who should be is known all the same. */
int verb_ps(const struct options *options)
{
    static struct exposure exposure;
    struct glance glance;
    const bool has_table = glance_take(&glance, options);
    if (!has_table)
        glance.view = view_new(0);
    if (glance.view == NULL)
        return STAT_NO_TABLE;
    const int code = show(options, &glance, &exposure);
    free(glance.view);
    return has_table ? code : STAT_NO_TABLE;
}
