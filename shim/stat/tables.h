// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_TABLES_H
#define MCSHIM_STAT_TABLES_H

#include "common/table.h"
#include "options.h"

/* Which tables an operator's order is for, and how they are had to be changed. */

/* Carries the order out in one table. False: not, and that was said. */
typedef bool (*table_order)(struct table *table, const struct options *options);

/*
 * Calls `order` for the table that the options name, which is made if there is none and `make`
 * says so, or with --all for those of all users. Returns the exit code.
 */
int tables_steer(const struct options *options, bool make, table_order order);

#endif
