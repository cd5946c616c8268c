// SPDX-License-Identifier: MIT
#include "anchored.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool anchored_choose(struct anchored *anchored, const struct options *options)
{
    const char *configured = getenv("MCSHIM_TABLE");
    anchored->path = anchored->machine;
    if (options->table != NULL)
        anchored->path = options->table;
    else if (configured != NULL && configured[0] == '/')
        anchored->path = configured;
    else if (!machine_anchor(geteuid(), anchored->machine)) {
        fputs("shim-stat: /proc/self/ns/net cannot be read, so which table is ours is unknown; "
              "mount /proc, or name the table with --table PATH\n",
              stderr);
        return false;
    }
    return true;
}

struct table *anchored_attach(const struct anchored *anchored, enum attach_mode mode)
{
    const char *problem;
    struct table *table = table_attach(anchored->path, mode, &problem);
    if (table == NULL)
        fprintf(stderr,
                "shim-stat: %s: %s\n"
                "shim-stat: a table is there once a program under the shim has connected to a "
                "node; call shim-stat as that program's user, or name the table with --table "
                "PATH\n",
                anchored->path, problem);
    return table;
}

struct table *anchored_open(struct anchored *anchored, const struct options *options)
{
    const enum attach_mode mode = options->table != NULL ? ATTACH_INSPECT : ATTACH_READ;
    return anchored_choose(anchored, options) ? anchored_attach(anchored, mode) : NULL;
}
