// SPDX-License-Identifier: MIT
/*
 * A daemon that connects first and forks then. Each of its processes has a connection
 * from before the fork and makes new ones; what it is told it tells its children.
 */
#include "ask.h"
#include "serve.h"

#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 3, PARENT = CHILDREN, PROCESSES };

static atomic_int connections[PROCESSES];
static int children[CHILDREN]; /* the parent's pipes to them */
static size_t self = PARENT;

static void tell_children(const char *command, const char *key)
{
    if (self != PARENT)
        return;
    for (size_t i = 0; i < CHILDREN; i++)
        if (dprintf(children[i], "%s %s\n", command, key) < 0)
            err(EXIT_FAILURE, "child %zu", i);
}

static void ask(const struct words *words)
{
    tell_children("ask", words->list[1]);
    ask_on(connections[self], &nodes.list[0], words->list[1]);
}

static void ask_in_children(const struct words *words)
{
    tell_children("ask", words->list[1]);
}

static void get(const struct words *words)
{
    tell_children("get", words->list[1]);
    ask_anew(words->list[1]);
}

static const struct command commands[] = {
    {"ask", ask}, {"ask-in-children", ask_in_children}, {"get", get}, {0}};

static _Noreturn void be_child(int commands_from)
{
    for (size_t i = 0; i < self; i++)
        close(children[i]);
    if (dup2(commands_from, STDIN_FILENO) < 0)
        err(EXIT_FAILURE, "dup2");
    close(commands_from);
    serve(commands);
    exit(EXIT_SUCCESS);
}

static void start_child(size_t index)
{
    int ends[2];
    if (pipe(ends) != 0)
        err(EXIT_FAILURE, "pipe");
    children[index] = ends[1];
    switch (fork()) {
    case -1:
        err(EXIT_FAILURE, "fork");
    case 0:
        close(ends[1]);
        self = index;
        be_child(ends[0]);
    default:
        close(ends[0]);
    }
}

int main(int argc, char *argv[])
{
    nodes_set(1, argc, argv);
    ready();
    for (size_t i = 0; i < PROCESSES; i++)
        ask_first(&nodes.list[0], &connections[i]);
    fflush(stdout);
    for (size_t i = 0; i < CHILDREN; i++)
        start_child(i);
    serve(commands);
    for (size_t i = 0; i < CHILDREN; i++)
        close(children[i]);
    bool failed = false;
    for (int status; wait(&status) > 0;)
        failed |= status != 0;
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
