// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_WHY_H
#define MCSHIM_STAT_WHY_H

#include "common/endpoint.h"
#include "exposure.h"

/*
 * Why a process without a keeper has none, as far as /proc tells: a sentence for who has to
 * change it. `node` is one that it is connected to, or NULL.
 */
void why_unprotected(const char *pid, const struct endpoint *node, char why[static WHY_MAX]);

#endif
