// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_HAZARDS_EARLIER_H
#define MCSHIM_TEST_HAZARDS_EARLIER_H

/*
 * A library whose constructor, called before that of any preloaded one, talks to the
 * node that the program's first argument names, and whose destructor, after theirs, to the one
 * that the last names.
 */

/* What came of every call, a line each. */
const char *earlier_said(void);

/* Its connection, which it leaves open. */
int earlier_connection(void);

#endif
