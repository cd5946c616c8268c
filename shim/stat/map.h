// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_MAP_H
#define MCSHIM_STAT_MAP_H

/*
 * uthash as it is used here. Out of memory is said, it does not end the program: what could
 * not be added has no .hh.tbl. The hash is one in which no compiler sees a fault.
 */
#define HASH_NONFATAL_OOM 1
#define HASH_FUNCTION     HASH_FNV

#include <uthash.h>

#endif
