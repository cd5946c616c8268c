// SPDX-License-Identifier: MIT
#include "glance.h"

#include "anchored.h"
#include "common/clock.h"
#include "elsewhere.h"
#include "users.h"

#include <stdio.h>

static struct view *look(struct glance *glance, const struct options *options)
{
    struct anchored anchored;
    struct table *table = anchored_open(&anchored, options);
    if (table == NULL)
        return NULL;
    snprintf(glance->table, sizeof glance->table, "%s", anchored.path);
    struct view *view = view_take(table, &options->filter, clock_coarse_ms(), clock_unix_ms());
    if (view != NULL)
        elsewhere_find(view, table);
    else
        fputs("shim-stat: no memory for a copy of the table\n", stderr);
    table_unmap(table);
    return view;
}

bool glance_take(struct glance *glance, const struct options *options)
{
    snprintf(glance->table, sizeof glance->table, "%s", options->all ? "of all users" : "none");
    glance->view = options->all ? users_view(&options->filter) : look(glance, options);
    return glance->view != NULL;
}
