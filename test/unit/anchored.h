// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_UNIT_ANCHORED_H
#define MCSHIM_TEST_UNIT_ANCHORED_H

#include "common/anchor.h"
#include "common/attach.h"
#include "scratch.h"

/* The one anchor that a test attaches to, in the scratch folder. */
extern char anchor[SCRATCH_PATH_MAX];

/* Makes the folder, and nothing at the anchor yet. */
void anchored_begin(void);

/* The table, or the test ends. */
struct table *attached(enum attach_mode mode);

/* No table, and a problem that says `why`. */
void expect_refused(enum attach_mode mode, const char *why);

/* What the anchor names, or the test ends. */
struct segment_name anchored(void);

#endif
