// SPDX-License-Identifier: MIT
#include "steer.h"
#include "tables.h"
#include "verbs.h"

#include <stdio.h>

static bool switch_mode(struct table *table, const struct options *options)
{
    steer_mode(table, options->mode);
    printf("mode %s\n", mode_switch_name(options->mode));
    return true;
}

/* Also beforehand, in a table that nobody uses yet. */
int verb_mode(const struct options *options)
{
    return tables_steer(options, true, switch_mode);
}
