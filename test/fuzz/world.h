// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_FUZZ_WORLD_H
#define MCSHIM_TEST_FUZZ_WORLD_H

#include "rubbish.h"

/*
 * A machine for the keeper's code, without a network: its clock goes only when somebody
 * sleeps, its nodes answer as they are told, and nothing else runs.
 */

enum world_answer {
    WORLD_REPLIES,
    WORLD_CLOSES, /* accepts, then a FIN */
    WORLD_REFUSES,
    WORLD_ACCEPTS, /* and says nothing */
    WORLD_SILENT,
    WORLD_UNREACHABLE,
    WORLD_NO_PORT,   /* a fault of our own */
    WORLD_NO_SOCKET, /* likewise, and for all nodes */
    WORLD_ANSWERS
};

extern struct table world_table;

/* A new machine: an empty table, nothing used, every node replies but strangers. The clock goes
 * on. */
void world_reset(void);

uint64_t world_now_ms(void);

void world_sleep_us(uint64_t duration_us);

/* Stands for all endpoints but those of rubbish_endpoint(). */
enum { WORLD_STRANGER = RUBBISH_ENDPOINTS };

/* How the node at rubbish_endpoint(which) answers from now on. */
void world_set_answer(size_t which, enum world_answer answer);

/* How many connections to the node in a row, up to the last one, it has replied to or will. */
unsigned world_replies(size_t which);

/* How many connections to the node are open. */
size_t world_sockets(size_t which);

#endif
