// SPDX-License-Identifier: MIT
#include "usage.h"

#include <stdio.h>

#define WITH(verb) (1U << (verb))

enum {
    ALWAYS = (1U << VERBS) - 1,
    ALL_TABLES = 1U << VERB_NODES | 1U << VERB_PS | 1U << VERB_MAINT | 1U << VERB_READY |
                 1U << VERB_MODE | 1U << VERB_RESET,
    READING = 1U << VERB_NODES | 1U << VERB_PS | 1U << VERB_EVENTS | 1U << VERB_PING,
    LETTERS_END = 256,
    NAME_WIDTH = 22,
};

const char usage_modes[] = "enforce observe off default";

const struct verb_entry usage_verbs[VERBS] = {
    [VERB_NODES] =
        {"nodes", "[NODE...]", "what is known of each node (the default)",
         "The worst first. STALLS and WAITED are the waits that were longer than the stall limit, "
         "and their length in all; FAILED FAST the connects that were refused at once; RELEASED "
         "the connections that were shut down. With processes in mode observe it also says what "
         "enforce would have saved.",
         OPERANDS_NODES},
    [VERB_PS] =
        {"ps", "[PID...]", "who is protected, and who is not and why",
         "Those not protected are found in /proc: running processes with a connection to a node "
         "of the table, or to one that MCSHIM_NODES names in the environment of shim-stat, but "
         "without the shim. Those of other users are only seen by root.",
         OPERANDS_PIDS},
    [VERB_EVENTS] =
        {"events", "[NODE...]", "the last 1,024 transitions",
         "A suspicion that a check refuted is none. Local time on a terminal, else UTC.",
         OPERANDS_NODES},
    [VERB_PING] =
        {"ping", "[NODE...]", "asks the nodes, and compares with the table",
         "Without NODE all nodes of the table are asked, one after the other. A node that "
         "refuses the connect answers, in the sense of mcshim.",
         OPERANDS_NODES},
    [VERB_MAINT] =
        {"maint", "NODE...", "takes nodes out, before their reboot",
         "Connects are refused and connections shut down in all processes that share the table, "
         "until *ready*; also in those that start later, and for nodes of which nobody has heard "
         "yet. It is forgotten when the machine itself restarts.",
         OPERANDS_SOME_NODES},
    [VERB_READY] =
        {"ready", "NODE...", "gives nodes back to the checks",
         "The node is used again as soon as it has answered a check, which is made at once; "
         "if no protected process uses it, nobody makes one, and it is UP.",
         OPERANDS_SOME_NODES},
    [VERB_MODE] =
        {"mode", "MODE", "enforce, observe, off, or default, for all processes",
         "*default* is what MCSHIM_MODE says to each process. A process that was started with "
         "MCSHIM_MODE=off stays off. After *off* a connection is watched again from its next "
         "connect on.",
         OPERANDS_MODE},
    [VERB_RESET] =
        {"reset", "NODE...", "forgets what is known of nodes",
         "The counters too. The node is UP, until somebody finds otherwise; only MAINT stays.",
         OPERANDS_SOME_NODES},
};

const struct option_entry usage_options[OPTIONS] = {
    {OPTION_JSON, ARGUMENT_NONE, READING, false, "json", NULL, NULL, "print JSON",
     "The schema is shim-stat.schema.json. Of *events* each line is an object."},
    {OPTION_PROMETHEUS, ARGUMENT_NONE, WITH(VERB_NODES), false, "prometheus", NULL, NULL,
     "print metrics for Prometheus", "Made for the textfile collector of node_exporter."},
    {OPTION_OUTPUT, ARGUMENT_FILE, WITH(VERB_NODES) | WITH(VERB_PS), false, "output", "FILE", NULL,
     "write to FILE, replaced as a whole", NULL},
    {OPTION_WATCH, ARGUMENT_NUMBER, WITH(VERB_NODES), true, "watch", "SECONDS", NULL,
     "show it live, every second or so often",
     "On a terminal; elsewhere it is printed once. Keys: *q* quits, *s* sorts by another column, "
     "*r* reverses, *f* hides nodes that are UP."},
    {OPTION_FOLLOW, ARGUMENT_NONE, WITH(VERB_EVENTS), false, "follow", NULL, NULL,
     "wait for further events and print them", NULL},
    {OPTION_NODE, ARGUMENT_NODE, WITH(VERB_NODES) | WITH(VERB_EVENTS) | WITH(VERB_PING), false,
     "node", "NODE", NULL, "only this ADDRESS:PORT or [IPV6]:PORT; repeatable", NULL},
    {OPTION_STATE, ARGUMENT_WORD, WITH(VERB_NODES) | WITH(VERB_EVENTS) | WITH(VERB_PING), false,
     "state", "STATE", "UP SUSPECT FULL DOWN MAINT", "only nodes in this state; repeatable",
     "Of *events* those that led to it."},
    {OPTION_CHECK, ARGUMENT_NONE, WITH(VERB_NODES) | WITH(VERB_PING), false, "check", NULL, NULL,
     "exit with 1 if a node that is shown is DOWN", "Of *ping*: if one is silent."},
    {OPTION_TABLE, ARGUMENT_FILE, ALWAYS, false, "table", "PATH", NULL,
     "another table than that of the calling user", NULL},
    {OPTION_ALL, ARGUMENT_NONE, ALL_TABLES, false, "all", NULL, NULL,
     "the tables of all users, merged; for root",
     "Those of this network namespace in /dev/shm. Of a node its worst state is shown, and the "
     "sum of each counter. *maint* and its like change each of the tables that are there."},
    {OPTION_COLOR, ARGUMENT_WORD, READING, false, "color", "WHEN", "auto always never",
     "auto (on a terminal, without NO_COLOR), always, never", NULL},
    {OPTION_HELP, ARGUMENT_NONE, ALWAYS, false, "help", NULL, NULL, "print this and exit", NULL},
    {OPTION_VERSION, ARGUMENT_NONE, ALWAYS, false, "version", NULL, NULL,
     "print the version and exit", NULL},
};

bool usage_has_letter(const struct option_entry *option)
{
    return option->id < LETTERS_END;
}

static void print_option(const struct option_entry *option)
{
    char letter[] = "    ";
    char name[NAME_WIDTH];
    if (usage_has_letter(option))
        snprintf(letter, sizeof letter, "-%c, ", option->id);
    snprintf(name, sizeof name, option->is_optional ? "%s [%s]" : "%s %s", option->name,
             option->metavar != NULL ? option->metavar : "");
    printf("  %s--%-*s%s\n", letter, NAME_WIDTH - 4, name, option->help);
}

void usage_print(void)
{
    puts("Usage: shim-stat [OPTIONS] [VERB [NODE...]]\n"
         "Shows what mcshim knows of the memcached nodes, and whom it protects.\n"
         "\n"
         "Verbs:");
    for (size_t i = 0; i < VERBS; i++) {
        char name[NAME_WIDTH];
        snprintf(name, sizeof name, "%s %s", usage_verbs[i].name, usage_verbs[i].words);
        printf("  %-*s  %s\n", NAME_WIDTH, name, usage_verbs[i].help);
    }
    puts("\nOptions:");
    for (size_t i = 0; i < OPTIONS; i++)
        print_option(&usage_options[i]);
    puts("\n"
         "The table is that of the calling user in this network namespace, or the one\n"
         "that MCSHIM_TABLE names, if it is a path.\n"
         "Exit codes: 0, 1 a node is DOWN (with --check), 2 bad usage, 3 no table.");
}
