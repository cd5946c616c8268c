// SPDX-License-Identifier: MIT
#include "common/attach.h"
#include "steer.h"
#include "verbs.h"

#include <stdio.h>

/* Also beforehand, in a table that nobody uses yet. */
int verb_mode(const struct options *options)
{
    struct table *table = steer_open(options, true);
    if (table == NULL)
        return STAT_NO_TABLE;
    steer_mode(table, options->mode);
    printf("mode %s\n", mode_switch_name(options->mode));
    table_unmap(table);
    return STAT_OK;
}
