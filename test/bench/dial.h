// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_BENCH_DIAL_H
#define MCSHIM_TEST_BENCH_DIAL_H

#include "common/endpoint.h"

/* A new connection, blocking; ends the program if there is none to be had. Any thread. */
int dial(const struct endpoint *node);

#endif
