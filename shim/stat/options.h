// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_OPTIONS_H
#define MCSHIM_STAT_OPTIONS_H

#include "usage.h"
#include "view.h"

/* The exit codes of shim-stat. */
enum {
    STAT_OK = 0,
    STAT_DOWN = 1, /* with --check: a node is DOWN */
    STAT_USAGE = 2,
    STAT_NO_TABLE = 3, /* or it could not be shown: no memory, a full disk */
};

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_PROMETHEUS };

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

enum { PIDS_MAX = 64 };

struct options {
    enum verb verb;
    enum format format;
    enum colour colour;
    bool check;
    bool follow;
    bool all;
    uint64_t watch_ms;  /* 0: once */
    const char *table;  /* NULL: not given */
    const char *output; /* NULL: standard output */
    enum mode_switch mode;
    struct filter filter;
    size_t pid_count;
    uint32_t pids[PIDS_MAX];
};

enum options_result {
    OPTIONS_GOOD,
    OPTIONS_ANSWERED, /* --help and --version: nothing is left to do */
    OPTIONS_BAD,      /* what is wrong was said on stderr */
};

/* Reads the command line; the options point into it. Main thread, once. */
enum options_result options_parse(struct options *options, int argc, char **argv);

#endif
