// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_USAGE_H
#define MCSHIM_STAT_USAGE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What shim-stat can be told: the one list of verbs and options. It feeds getopt_long(),
 * --help, the manual and the completion.
 */

enum verb {
    VERB_NODES,
    VERB_PS,
    VERB_EVENTS,
    VERB_PING,
    VERB_MAINT,
    VERB_READY,
    VERB_MODE,
    VERB_RESET,
};

enum { VERBS = VERB_RESET + 1 };

/* What a verb's words are. */
enum operands {
    OPERANDS_NODES,      /* any number of nodes; none: all */
    OPERANDS_SOME_NODES, /* at least one node */
    OPERANDS_PIDS,
    OPERANDS_MODE,
};

struct verb_entry {
    const char *name;
    const char *words; /* as in "NODE..." */
    const char *help;  /* a line */
    const char *more;  /* what the manual adds */
    enum operands operands;
};

/* Options without a letter are numbered beyond all letters. */
enum option_id {
    OPTION_ALL = 256,
    OPTION_CHECK,
    OPTION_COLOR,
    OPTION_JSON,
    OPTION_NODE,
    OPTION_PROMETHEUS,
    OPTION_STATE,
    OPTION_TABLE,
    OPTION_FOLLOW = 'f',
    OPTION_HELP = 'h',
    OPTION_OUTPUT = 'o',
    OPTION_VERSION = 'V',
    OPTION_WATCH = 'w',
};

/* What an option's argument is: how the completion finds some. */
enum argument { ARGUMENT_NONE, ARGUMENT_NODE, ARGUMENT_FILE, ARGUMENT_WORD, ARGUMENT_NUMBER };

struct option_entry {
    int id; /* its letter, if it has one */
    enum argument argument;
    unsigned verbs;   /* 1 << enum verb, or-ed: with which it has a meaning */
    bool is_optional; /* its argument */
    const char *name;
    const char *metavar; /* how the argument is called; NULL: there is none */
    const char *words;   /* of ARGUMENT_WORD, separated by spaces */
    const char *help;
    const char *more; /* what the manual adds; NULL: nothing */
};

enum { OPTIONS = 13 };

extern const struct verb_entry usage_verbs[VERBS]; /* by enum verb */
extern const struct option_entry usage_options[OPTIONS];
extern const char usage_modes[]; /* the words of `mode`, separated by spaces */

/* For 'f' true, for OPTION_ALL false. */
bool usage_has_letter(const struct option_entry *option);

/* Writes to standard output what --help says. */
void usage_print(void);

#endif
