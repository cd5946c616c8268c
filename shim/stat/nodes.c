// SPDX-License-Identifier: MIT
#include "anchored.h"
#include "glance.h"
#include "live.h"
#include "output.h"
#include "print.h"
#include "verbs.h"

#include <stdlib.h>
#include <unistd.h>

static bool print(FILE *stream, const struct options *options, const struct view *view,
                  const char *table)
{
    switch (options->format) {
    case FORMAT_TEXT:
        print_text(stream, view, table, output_is_coloured(options));
        return true;
    case FORMAT_PROMETHEUS:
        print_prometheus(stream, view, table);
        return true;
    case FORMAT_JSON:
        break;
    }
    return print_json(stream, view, table);
}

static int show_once(const struct options *options)
{
    struct output output;
    struct glance glance;
    int code = STAT_NO_TABLE;
    if (!glance_take(&glance, options))
        return STAT_NO_TABLE;
    if (output_open(&output, options->output)) {
        const bool printed = print(output.stream, options, glance.view, glance.table);
        if (!printed)
            fputs("shim-stat: no memory for JSON\n", stderr);
        if (output_close(&output) && printed)
            code = options->check && view_has_down(glance.view) ? STAT_DOWN : STAT_OK;
    }
    free(glance.view);
    return code;
}

int verb_nodes(const struct options *options)
{
    const bool on_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    return options->watch_ms != 0 && on_terminal ? live_show(options) : show_once(options);
}
