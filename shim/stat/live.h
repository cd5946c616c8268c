// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_LIVE_H
#define MCSHIM_STAT_LIVE_H

#include "options.h"

/* The nodes on a terminal, again and again, until `q` is pressed. Returns the exit code. */
int live_show(const struct options *options);

#endif
