// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_SETTINGS_H
#define MCSHIM_PRELOAD_SETTINGS_H

#include "common/pattern.h"
#include "common/table.h"

enum table_choice { TABLE_MACHINE, TABLE_PROCESS, TABLE_PATH };

/* What the environment says; mcshim(7) has the meanings. */
struct settings {
    enum shim_mode mode;
    struct patterns nodes;
    uint64_t stall_ms;
    uint64_t stall_min_ms; /* as much as stall_ms or more: nothing is learned */
    uint64_t check_timeout_ms;
    uint64_t check_interval_ms;
    enum table_choice table;
    const char *table_path; /* absolute; for TABLE_PATH */
};

extern struct settings settings;

/*
 * Reads the environment and opens the journal. A bad value gives one line there and
 * the default. Once, before the program has threads: later the environment may be
 * gone (nginx) or changing.
 */
void settings_read(void);

#endif
