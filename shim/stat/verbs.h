// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_VERBS_H
#define MCSHIM_STAT_VERBS_H

#include "options.h"

/* The verbs, each in a file of its name. They return shim-stat's exit code. Main thread, once. */

int verb_nodes(const struct options *options);
int verb_ps(const struct options *options);
int verb_events(const struct options *options);
int verb_ping(const struct options *options);
int verb_maint(const struct options *options);
int verb_ready(const struct options *options);
int verb_mode(const struct options *options);
int verb_reset(const struct options *options);

#endif
