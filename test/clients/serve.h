// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_CLIENTS_SERVE_H
#define MCSHIM_TEST_CLIENTS_SERVE_H

#include <stddef.h>

/*
 * The side of a client that faces the tests: commands on stdin, one a line, answers
 * on stdout, one line of JSON each. test/integration/client.py is the other side.
 */

struct words {
    size_t count;
    char *list[256]; /* NULL after the last */
};

struct command {
    const char *name;
    void (*run)(const struct words *words); /* list[0] is the name */
};

/* Says so. Before it, nothing may be written. */
void ready(void);

/* Runs what stdin says until it ends. */
void serve(const struct command *commands);

/* The number that the text is, or the program ends. */
size_t number(const char *text);

/* Calls run(argument) in a thread that nobody waits for. */
void in_thread(void *(*run)(void *), void *argument);

#endif
