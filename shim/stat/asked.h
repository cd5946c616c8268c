// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_ASKED_H
#define MCSHIM_STAT_ASKED_H

#include "view.h"

/* What a node itself says when it is asked for its version, by libmemcached. */

enum answer {
    ANSWER_VERSION,
    ANSWER_REFUSED, /* nobody listens there; in the sense of the shim an answer */
    ANSWER_OTHER,   /* bytes or an end, but no version */
    ANSWER_SILENT,  /* nothing in time, or it cannot be reached */
};

enum { ASKED_VERSION_MAX = 16, ASKED_LIMIT_MS = 1000 };

struct asked {
    enum answer answer;
    int64_t round_trip_us;           /* until the answer, a connect included; NEVER: silent */
    char version[ASKED_VERSION_MAX]; /* "" if it did not say */
};

/* Waits ASKED_LIMIT_MS at most for each of the connect and the reply. */
struct asked ask_node(const struct endpoint *endpoint);

/*
 * Whether the table agrees: true if it says UP and the node answers, or FULL or DOWN and it is
 * silent. *undecided: the table claims neither, in SUSPECT, MAINT and where a verdict is history.
 */
bool asked_agrees(const struct asked *asked, const struct node_view *node, bool *undecided);

/* "answers", "refuses", "speaks otherwise", "is silent" */
const char *answer_name(enum answer answer);

#endif
