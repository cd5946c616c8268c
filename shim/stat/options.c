// SPDX-License-Identifier: MIT
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Options without a letter are numbered beyond all letters. */
enum { OPTION_CHECK = 256, OPTION_JSON, OPTION_NODE, OPTION_STATE, OPTION_TABLE };

struct option_entry {
    int id; /* its letter, if it has one */
    const char *name;
    const char *argument; /* NULL: it takes none */
    const char *help;
};

/* The one list of options: for getopt_long() and for --help. */
static const struct option_entry entries[] = {
    {OPTION_JSON, "json", NULL, "print JSON instead of a table"},
    {OPTION_NODE, "node", "NODE", "only this ADDRESS:PORT or [IPV6]:PORT; may be repeated"},
    {OPTION_STATE, "state", "STATE", "only nodes in this state; may be repeated"},
    {OPTION_TABLE, "table", "PATH", "another table than that of the calling user"},
    {OPTION_CHECK, "check", NULL, "exit with 1 if a node that is shown is DOWN"},
    {'h', "help", NULL, "print this and exit"},
    {'V', "version", NULL, "print the version and exit"},
};

struct verb_entry {
    enum verb verb;
    const char *name;
    const char *arguments;
    const char *help;
};

static const struct verb_entry verbs[] = {
    {VERB_NODES, "nodes", "[NODE...]", "what is known of each node (the default)"},
};

enum { ENTRIES = sizeof entries / sizeof entries[0], VERBS = sizeof verbs / sizeof verbs[0] };

static void print_help(void)
{
    puts("Usage: shim-stat [OPTIONS] [VERB [NODE...]]\n"
         "Shows what mcshim knows of the memcached nodes, and whom it protects.\n"
         "\n"
         "Verbs:");
    for (size_t i = 0; i < VERBS; i++)
        printf("  %s %-*s  %s\n", verbs[i].name, 17 - (int)strlen(verbs[i].name),
               verbs[i].arguments, verbs[i].help);
    puts("\nOptions:");
    for (size_t i = 0; i < ENTRIES; i++) {
        const struct option_entry *entry = &entries[i];
        char letter[] = "    ";
        if (entry->id < OPTION_CHECK)
            snprintf(letter, sizeof letter, "-%c, ", entry->id);
        printf("  %s--%s %-*s  %s\n", letter, entry->name, 11 - (int)strlen(entry->name),
               entry->argument != NULL ? entry->argument : "", entry->help);
    }
    puts("\n"
         "The table is that of the calling user in this network namespace, or the one\n"
         "that MCSHIM_TABLE names, if it is a path.\n"
         "Exit codes: 0, 1 a node is DOWN (with --check), 2 bad usage, 3 no table.");
}

static bool refuse(const char *what, const char *value, const char *why)
{
    fprintf(stderr, "shim-stat: %s%s: %s; see shim-stat --help\n", what, value, why);
    return false;
}

static bool add_node(struct filter *filter, const char *text)
{
    if (filter->node_count == FILTER_NODES_MAX)
        return refuse("node ", text, "too many nodes, show them all instead");
    if (!endpoint_parse(&filter->nodes[filter->node_count], text))
        return refuse("node ", text, "neither ADDRESS:PORT nor [IPV6]:PORT");
    filter->node_count++;
    return true;
}

static bool add_state(struct filter *filter, const char *text)
{
    for (int state = NODE_UP; state < NODE_STATES; state++)
        if (strcasecmp(text, node_state_name((enum node_state)state)) == 0) {
            filter->states |= 1U << state;
            return true;
        }
    return refuse("--state ", text, "not UP, SUSPECT, FULL, DOWN or MAINT");
}

static enum options_result apply(struct options *options, int id, const char *argument)
{
    switch (id) {
    case OPTION_CHECK:
        options->check = true;
        return OPTIONS_GOOD;
    case OPTION_JSON:
        options->format = FORMAT_JSON;
        return OPTIONS_GOOD;
    case OPTION_NODE:
        return add_node(&options->filter, argument) ? OPTIONS_GOOD : OPTIONS_BAD;
    case OPTION_STATE:
        return add_state(&options->filter, argument) ? OPTIONS_GOOD : OPTIONS_BAD;
    case OPTION_TABLE:
        options->table = argument;
        return OPTIONS_GOOD;
    case 'h':
        print_help();
        return OPTIONS_ANSWERED;
    case 'V':
        puts("shim-stat (mcshim) " MCSHIM_VERSION);
        return OPTIONS_ANSWERED;
    default: /* getopt_long() has said what is wrong */
        fputs("shim-stat: see shim-stat --help\n", stderr);
        return OPTIONS_BAD;
    }
}

static bool parse_verb(struct options *options, const char *text)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(text, verbs[i].name) == 0) {
            options->verb = verbs[i].verb;
            return true;
        }
    return refuse("", text, "no such verb");
}

static void fill_getopt(struct option longs[static ENTRIES + 1],
                        char letters[static 2 * ENTRIES + 1])
{
    for (size_t i = 0; i < ENTRIES; i++) {
        const struct option_entry *entry = &entries[i];
        longs[i] =
            (struct option){.name = entry->name,
                            .has_arg = entry->argument != NULL ? required_argument : no_argument,
                            .val = entry->id};
        if (entry->id < OPTION_CHECK)
            *letters++ = (char)entry->id;
        if (entry->id < OPTION_CHECK && entry->argument != NULL)
            *letters++ = ':';
    }
    longs[ENTRIES] = (struct option){0};
    *letters = '\0';
}

enum options_result options_parse(struct options *options, int argc, char **argv)
{
    struct option longs[ENTRIES + 1];
    char letters[2 * ENTRIES + 1];
    fill_getopt(longs, letters);
    *options = (struct options){.verb = VERB_NODES, .format = FORMAT_TEXT};

    int id;
    while ((id = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        const enum options_result result = apply(options, id, optarg);
        if (result != OPTIONS_GOOD)
            return result;
    }
    if (optind < argc && !parse_verb(options, argv[optind++]))
        return OPTIONS_BAD;
    for (; optind < argc; optind++)
        if (!add_node(&options->filter, argv[optind]))
            return OPTIONS_BAD;
    return OPTIONS_GOOD;
}
