// SPDX-License-Identifier: MIT
#include "options.h"

#include "common/parse.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WATCH_MS = 1000, WATCH_MAX_S = 3600 };

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

static bool add_pid(struct options *options, const char *text)
{
    uint64_t pid;
    if (options->pid_count == PIDS_MAX)
        return refuse("pid ", text, "too many of them");
    if (!parse_number(text, strlen(text), 1, INT32_MAX, &pid))
        return refuse("pid ", text, "no process id");
    options->pids[options->pid_count++] = (uint32_t)pid;
    return true;
}

static bool read_seconds(struct options *options, const char *text)
{
    char *end;
    const double seconds = strtod(text, &end);
    if (end == text || *end != '\0' || !(seconds >= 0.1 && seconds <= WATCH_MAX_S))
        return refuse("--watch ", text, "not 0.1 to 3600 seconds");
    options->watch_ms = (uint64_t)(seconds * 1000);
    return true;
}

static bool read_colour(struct options *options, const char *text)
{
    static const char *const words[] = {
        [COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0) {
            options->colour = (enum colour)i;
            return true;
        }
    return refuse("--color ", text, "not auto, always or never");
}

static bool read_mode(struct options *options, const char *text)
{
    for (int mode = SWITCH_NONE; mode < MODE_SWITCHES; mode++)
        if (strcmp(text, mode_switch_name((enum mode_switch)mode)) == 0) {
            options->mode = (enum mode_switch)mode;
            return true;
        }
    return refuse("mode ", text, "not enforce, observe, off or default");
}

static bool apply(struct options *options, int id, const char *argument)
{
    switch ((enum option_id)id) {
    case OPTION_ALL:
        return options->all = true;
    case OPTION_CHECK:
        return options->check = true;
    case OPTION_COLOR:
        return read_colour(options, argument);
    case OPTION_FOLLOW:
        return options->follow = true;
    case OPTION_JSON:
        options->format = FORMAT_JSON;
        return true;
    case OPTION_NODE:
        return add_node(&options->filter, argument);
    case OPTION_OUTPUT:
        options->output = argument;
        return true;
    case OPTION_PROMETHEUS:
        options->format = FORMAT_PROMETHEUS;
        return true;
    case OPTION_STATE:
        return add_state(&options->filter, argument);
    case OPTION_TABLE:
        options->table = argument;
        return true;
    case OPTION_WATCH:
        options->watch_ms = WATCH_MS;
        return argument == NULL || read_seconds(options, argument);
    case OPTION_HELP:
    case OPTION_VERSION:
        break;
    }
    return true;
}

static bool parse_verb(struct options *options, const char *text)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(text, usage_verbs[i].name) == 0) {
            options->verb = (enum verb)i;
            return true;
        }
    return refuse("", text, "no such verb");
}

static bool parse_word(struct options *options, const char *word)
{
    switch (usage_verbs[options->verb].operands) {
    case OPERANDS_NODES:
    case OPERANDS_SOME_NODES:
        return add_node(&options->filter, word);
    case OPERANDS_PIDS:
        return add_pid(options, word);
    case OPERANDS_MODE:
        break;
    }
    return read_mode(options, word);
}

static bool parse_words(struct options *options, int count, char *const *words)
{
    const struct verb_entry *verb = &usage_verbs[options->verb];
    const bool needs_words =
        verb->operands == OPERANDS_SOME_NODES || verb->operands == OPERANDS_MODE;
    if (needs_words && count == 0)
        return refuse("", verb->name,
                      verb->operands == OPERANDS_MODE ? "name enforce, observe, off or default"
                                                      : "name the nodes, each as ADDRESS:PORT");
    if (verb->operands == OPERANDS_MODE && count > 1)
        return refuse("", verb->name, "one at a time");
    for (int i = 0; i < count; i++)
        if (!parse_word(options, words[i]))
            return false;
    return true;
}

/* An option that would have no effect is a mistake. */
static bool check_options(const struct options *options, const bool given[static OPTIONS])
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct option_entry *option = &usage_options[i];
        if (given[i] && (option->verbs & 1U << options->verb) == 0)
            return refuse("--", option->name, "not with this verb");
    }
    if (options->all && options->table != NULL)
        return refuse("--", "all", "not together with --table");
    if (options->watch_ms != 0 && (options->format != FORMAT_TEXT || options->output != NULL))
        return refuse("--", "watch", "for a terminal, not with --json, --prometheus or --output");
    return true;
}

static size_t index_of(int id)
{
    size_t i = 0;
    while (i < OPTIONS && usage_options[i].id != id)
        i++;
    return i;
}

static void fill_getopt(struct option longs[static OPTIONS + 1],
                        char letters[static 3 * OPTIONS + 1])
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct option_entry *entry = &usage_options[i];
        const int has_argument = entry->is_optional ? optional_argument : required_argument;
        longs[i] = (struct option){.name = entry->name,
                                   .has_arg = entry->metavar != NULL ? has_argument : no_argument,
                                   .val = entry->id};
        if (!usage_has_letter(entry))
            continue;
        *letters++ = (char)entry->id;
        for (int colons = longs[i].has_arg; colons > 0; colons--)
            *letters++ = ':';
    }
    longs[OPTIONS] = (struct option){0};
    *letters = '\0';
}

/* "--watch 2": getopt knows an optional argument only in "--watch=2", but no verb is a number. */
static const char *find_argument(int id, int argc, char **argv)
{
    if (id != OPTION_WATCH || optarg != NULL || optind >= argc)
        return optarg;
    const char *next = argv[optind];
    return (*next >= '0' && *next <= '9') || *next == '.' ? argv[optind++] : NULL;
}

enum options_result options_parse(struct options *options, int argc, char **argv)
{
    struct option longs[OPTIONS + 1];
    char letters[3 * OPTIONS + 1];
    bool given[OPTIONS + 1] = {false};
    fill_getopt(longs, letters);
    *options = (struct options){.verb = VERB_NODES, .format = FORMAT_TEXT};

    int id;
    while ((id = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        if (id == OPTION_HELP)
            usage_print();
        else if (id == OPTION_VERSION)
            puts("shim-stat (mcshim) " MCSHIM_VERSION);
        else if (id == '?') /* getopt_long() has said what is wrong */
            fputs("shim-stat: see shim-stat --help\n", stderr);
        if (id == OPTION_HELP || id == OPTION_VERSION)
            return OPTIONS_ANSWERED;
        if (id == '?' || !apply(options, id, find_argument(id, argc, argv)))
            return OPTIONS_BAD;
        given[index_of(id)] = true;
    }
    if (optind < argc && !parse_verb(options, argv[optind++]))
        return OPTIONS_BAD;
    const bool good =
        check_options(options, given) && parse_words(options, argc - optind, argv + optind);
    return good ? OPTIONS_GOOD : OPTIONS_BAD;
}
