// SPDX-License-Identifier: MIT
/*
 * A threaded program with blocking sockets: new connections, or connections that are
 * held open and used again.
 */
#include "ask.h"
#include "request.h"
#include "serve.h"
#include "wire.h"

#include <err.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_OPEN = -1, HELD_MAX = 1024 };

struct held {
    const struct node_name *node;
    atomic_int connection;
};

/* Appended to by the main thread alone; a thread of its own opens each. */
static struct held held[HELD_MAX];
static size_t held_count;

struct task {
    struct held *held;
    char key[VALUE_MAX];
};

static struct task *new_task(struct held *connection, const char *key)
{
    struct task *task = calloc(1, sizeof *task);
    if (task == NULL)
        err(EXIT_FAILURE, "calloc");
    task->held = connection;
    strncpy(task->key, key, sizeof task->key - 1);
    return task;
}

static void *run_get(void *argument)
{
    struct task *task = argument;
    ask_anew(task->key);
    free(task);
    return NULL;
}

static void *run_hold(void *argument)
{
    struct task *task = argument;
    ask_first(task->held->node, &task->held->connection);
    free(task);
    return NULL;
}

static void *run_ask(void *argument)
{
    struct task *task = argument;
    ask_on(atomic_load(&task->held->connection), task->held->node, task->key);
    free(task);
    return NULL;
}

static void get(const struct words *words)
{
    for (size_t i = 1; i < words->count; i++)
        in_thread(run_get, new_task(NULL, words->list[i]));
}

static void hold(const struct words *words)
{
    const struct node_name *node = node_named(words->list[1]);
    for (size_t count = number(words->list[2]); count > 0 && held_count < HELD_MAX; count--) {
        struct held *next = &held[held_count++];
        next->node = node;
        atomic_store(&next->connection, NOT_OPEN);
        in_thread(run_hold, new_task(next, ""));
    }
}

static void ask(const struct words *words)
{
    for (size_t i = 0; i < held_count; i++)
        if (atomic_load(&held[i].connection) != NOT_OPEN)
            in_thread(run_ask, new_task(&held[i], words->list[1]));
}

static void noreply(const struct words *words)
{
    for (size_t i = 0; i < held_count; i++) {
        const int connection = atomic_load(&held[i].connection);
        if (connection == NOT_OPEN)
            continue;
        const struct request request = request_begin(held[i].node->text, words->list[1]);
        request_end(&request, NULL, wire_set_noreply(connection, words->list[1]));
    }
}

static void replace(const struct words *words)
{
    execvp(words->list[1], words->list + 1);
    err(EXIT_FAILURE, "%s", words->list[1]);
}

/*
 * As CPython's subprocess does: a child in our memory closes what it does not want and
 * becomes another program.
 * NOLINTBEGIN(clang-analyzer-*): vfork allows nothing of it and all do it.
 */
static void spawn(const struct words *words)
{
    const pid_t child = vfork();
    if (child == 0) {
        for (int fd = STDERR_FILENO + 1; fd < HELD_MAX; fd++)
            close(fd);
        execvp(words->list[1], words->list + 1);
        _exit(EXIT_FAILURE);
    }
    int status = -1;
    waitpid(child, &status, 0);
    printf("{\"status\": %d}\n", status);
}
/* NOLINTEND(clang-analyzer-*) */

static void hush(const struct words *words)
{
    (void)words;
    close(STDERR_FILENO);
    puts("{\"hushed\": true}");
}

int main(int argc, char *argv[])
{
    static const struct command commands[] = {
        {"get", get},      {"hold", hold},   {"ask", ask},   {"noreply", noreply},
        {"exec", replace}, {"spawn", spawn}, {"hush", hush}, {0},
    };
    nodes_set(1, argc, argv);
    ready();
    serve(commands);
    return 0;
}
