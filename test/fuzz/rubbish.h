// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_FUZZ_RUBBISH_H
#define MCSHIM_TEST_FUZZ_RUBBISH_H

#include "common/table.h"
#include "input.h"

/* What somebody who may write the table, or a broken machine, could have left in it. */

enum { RUBBISH_ENDPOINTS = 8 };

/*
 * An endpoint of a few: two ports at each of two IPv4 and two IPv6 addresses, one of them
 * link-local.
 */
struct endpoint rubbish_endpoint(size_t which);

/* One write somewhere in the table, as the input says; mostly to nodes of those endpoints. */
void rubbish_write(struct table *table, struct input *input, uint64_t now_ms);

/* The same to the words of one node, but not to its tag and key. */
void rubbish_write_node(struct node *node, struct input *input, uint64_t now_ms);

#endif
