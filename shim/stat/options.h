// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_OPTIONS_H
#define MCSHIM_STAT_OPTIONS_H

#include "view.h"

/* The exit codes of shim-stat. */
enum {
    STAT_OK = 0,
    STAT_DOWN = 1, /* with --check: a node is DOWN */
    STAT_USAGE = 2,
    STAT_NO_TABLE = 3, /* or it could not be shown: no memory, a full disk */
};

enum verb { VERB_NODES };

enum format { FORMAT_TEXT, FORMAT_JSON };

struct options {
    enum verb verb;
    enum format format;
    bool check;
    const char *table; /* NULL: not given */
    struct filter filter;
};

enum options_result {
    OPTIONS_GOOD,
    OPTIONS_ANSWERED, /* --help and --version: nothing is left to do */
    OPTIONS_BAD,      /* what is wrong was said on stderr */
};

/* Reads the command line; the options point into it. Main thread, once. */
enum options_result options_parse(struct options *options, int argc, char **argv);

#endif
