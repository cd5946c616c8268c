// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_ORDER_H
#define MCSHIM_STAT_ORDER_H

#include "view.h"

/* By what the nodes of a view are sorted. */
enum order {
    ORDER_STATE, /* as the view itself is: the worst first */
    ORDER_NODE,
    ORDER_STALLS,
    ORDER_FAILED_FAST,
    ORDER_RELEASED,
    ORDER_WAITED,
};

enum { ORDERS = ORDER_WAITED + 1 };

/* The highest figure first. */
void order_nodes(struct view *view, enum order order, bool reversed);

const char *order_name(enum order order); /* "state", "failed fast", ... */

#endif
