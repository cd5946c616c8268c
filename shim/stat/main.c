// SPDX-License-Identifier: MIT
#include "common/attach.h"
#include "common/clock.h"
#include "elsewhere.h"
#include "options.h"
#include "print.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *choose_table(const struct options *options, char machine[static ANCHOR_PATH_MAX])
{
    const char *configured = getenv("MCSHIM_TABLE");
    if (options->table != NULL)
        return options->table;
    if (configured != NULL && configured[0] == '/')
        return configured;
    return machine_anchor(geteuid(), machine) ? machine : NULL;
}

static void say_no_table(const char *anchor, const char *problem)
{
    fprintf(stderr,
            "shim-stat: %s: %s\n"
            "shim-stat: a table is there once a program under the shim has connected to a node; "
            "call shim-stat as that program's user, or name the table with --table PATH\n",
            anchor, problem);
}

static struct view *view_anchored(const char *anchor, enum attach_mode mode,
                                  const struct filter *filter)
{
    const char *problem;
    struct table *table = table_attach(anchor, mode, &problem);
    if (table == NULL) {
        say_no_table(anchor, problem);
        return NULL;
    }
    struct view *view = view_take(table, filter, clock_coarse_ms(), clock_unix_ms());
    if (view != NULL)
        elsewhere_find(view, table);
    table_unmap(table);
    if (view == NULL)
        fputs("shim-stat: no memory for a copy of the table\n", stderr);
    return view;
}

/* The convention of https://no-color.org: set and not empty. */
static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0');
}

static bool print_view(const struct view *view, const struct options *options, const char *anchor)
{
    if (options->format == FORMAT_TEXT)
        print_text(stdout, view, anchor, wants_colour());
    else if (!print_json(stdout, view, anchor)) {
        fputs("shim-stat: no memory for JSON\n", stderr);
        return false;
    }
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    perror("shim-stat: cannot write the answer");
    return false;
}

static int show_nodes(const struct options *options)
{
    char machine[ANCHOR_PATH_MAX];
    const char *anchor = choose_table(options, machine);
    if (anchor == NULL) {
        fputs("shim-stat: /proc/self/ns/net cannot be read, so which table is ours is unknown; "
              "mount /proc, or name the table with --table PATH\n",
              stderr);
        return STAT_NO_TABLE;
    }
    const enum attach_mode mode = options->table != NULL ? ATTACH_INSPECT : ATTACH_READ;
    struct view *view = view_anchored(anchor, mode, &options->filter);
    if (view == NULL)
        return STAT_NO_TABLE;
    int code = print_view(view, options, anchor) ? STAT_OK : STAT_NO_TABLE;
    if (code == STAT_OK && options->check && view_has_down(view))
        code = STAT_DOWN;
    free(view);
    return code;
}

int main(int argc, char **argv)
{
    struct options options;
    switch (options_parse(&options, argc, argv)) {
    case OPTIONS_BAD:
        return STAT_USAGE;
    case OPTIONS_ANSWERED:
        return STAT_OK;
    case OPTIONS_GOOD:
        break;
    }
    switch (options.verb) {
    case VERB_NODES:
        return show_nodes(&options);
    }
    return STAT_USAGE;
}
