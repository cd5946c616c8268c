// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_MODE_H
#define MCSHIM_PRELOAD_MODE_H

#include "common/table.h"

/*
 * What this process does at the moment: what its settings say, or what the table's switch
 * (shim-stat mode) says to all. A process that was set off has no table and stays off.
 * Any thread, signal handlers; two loads.
 */
enum shim_mode mode_now(void);

#endif
