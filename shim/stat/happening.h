// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_HAPPENING_H
#define MCSHIM_STAT_HAPPENING_H

#include "view.h"

#include <stdio.h>

/*
 * An event of the table as it is shown: every text printable, every name one that exists,
 * the time by the wall clock.
 */
struct happening {
    uint64_t number;
    int64_t unix_ms;
    char node[ENDPOINT_TEXT_MAX]; /* "" if it is about all nodes */
    const char *kind;             /* "state", "reset", "mode" */
    const char *from;
    const char *to;
    const char *reason; /* "" for none */
    uint32_t pid;
    uint32_t uid;
    char command[4 * EVENT_COMMAND_MAX + 1];
};

/* now_ms is clock_coarse_ms(), unix_ms the same moment as clock_unix_ms(). */
struct happening happening_of(const struct event *event, uint64_t now_ms, uint64_t unix_ms);

/* Whether the filter lets it pass; its states are those that were entered. */
bool happening_is_wanted(const struct event *event, const struct filter *filter);

/* A line; the time in the time zone of the caller if `local`, else RFC 3339 in UTC. */
void happening_print(FILE *stream, const struct happening *happening, bool local, bool coloured);

/* A line with a JSON object. False: no memory. */
bool happening_print_json(FILE *stream, const struct happening *happening);

#endif
