// SPDX-License-Identifier: MIT
/*
 * libmemcached as it comes: for every request a thread and a client of its own. Options, before
 * the nodes:
 *
 *   --kept     one client for all requests, in one thread
 *   --eject    a node that fails is left out for 5 s (distribution, remove_failed, dead_timeout)
 *   --buffer   writes are buffered
 *   --noreply  writes are not confirmed
 *
 * With the last two every request writes something before it reads.
 */
#include "nodes.h"
#include "request.h"
#include "serve.h"
#include "wire.h"

#include <err.h>
#include <libmemcached/memcached.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODE_TEXT_MAX = ENDPOINT_TEXT_MAX + 8, USAGE = 2, DEAD_TIMEOUT_S = 5 };

static struct {
    bool kept, eject, buffer, noreply;
} options;

static memcached_st *kept_client;

static void behave(memcached_st *client, memcached_behavior_t behavior, uint64_t value)
{
    if (memcached_behavior_set(client, behavior, value) != MEMCACHED_SUCCESS)
        errx(EXIT_FAILURE, "memcached_behavior_set");
}

static void apply_options(memcached_st *client)
{
    if (options.eject) {
        behave(client, MEMCACHED_BEHAVIOR_DISTRIBUTION, MEMCACHED_DISTRIBUTION_CONSISTENT);
        behave(client, MEMCACHED_BEHAVIOR_REMOVE_FAILED_SERVERS, 1);
        behave(client, MEMCACHED_BEHAVIOR_SERVER_FAILURE_LIMIT, 1);
        behave(client, MEMCACHED_BEHAVIOR_DEAD_TIMEOUT, DEAD_TIMEOUT_S);
    }
    if (options.buffer)
        behave(client, MEMCACHED_BEHAVIOR_BUFFER_REQUESTS, 1);
    if (options.noreply) {
        behave(client, MEMCACHED_BEHAVIOR_NOREPLY, 1);
        /* Or else the read waits until the write before it is acknowledged: 40 ms. */
        behave(client, MEMCACHED_BEHAVIOR_TCP_NODELAY, 1);
    }
}

static memcached_st *new_client(void)
{
    memcached_st *client = memcached_create(NULL);
    if (client == NULL)
        errx(EXIT_FAILURE, "memcached_create");
    apply_options(client);
    for (size_t i = 0; i < nodes.count; i++) {
        char host[ENDPOINT_TEXT_MAX];
        snprintf(host, sizeof host, "%s", nodes.list[i].text);
        *strrchr(host, ':') = '\0';
        if (memcached_server_add(client, host, nodes.list[i].endpoint.port) != MEMCACHED_SUCCESS)
            errx(EXIT_FAILURE, "memcached_server_add");
    }
    return client;
}

static void name_node(memcached_st *client, const char *key, char name[static NODE_TEXT_MAX])
{
    memcached_return_t result;
    const memcached_instance_st *node = memcached_server_by_key(client, key, strlen(key), &result);
    snprintf(name, NODE_TEXT_MAX, "%s:%u", memcached_server_name(node),
             memcached_server_port(node));
}

static const char *error_of(const memcached_st *client, memcached_return_t result)
{
    const int code = memcached_last_error_errno(client);
    if (result == MEMCACHED_SUCCESS || result == MEMCACHED_NOTFOUND)
        return NULL;
    return code == 0 ? memcached_strerror(client, result) : strerrorname_np(code);
}

static void write_something(memcached_st *client, const char *key)
{
    char written[VALUE_MAX];
    snprintf(written, sizeof written, "written-%.40s", key);
    memcached_set(client, written, strlen(written), "x", 1, 0, 0);
}

static void ask(memcached_st *client, const char *key)
{
    char node[NODE_TEXT_MAX] = "";
    memcached_return_t result;
    size_t length;
    uint32_t flags;
    name_node(client, key, node);
    const struct request request = request_begin(node, key);
    if (options.buffer || options.noreply)
        write_something(client, key);
    char *value = memcached_get(client, key, strlen(key), &length, &flags, &result);
    request_end(&request, value, error_of(client, result));
    free(value);
}

static void *run_get(void *argument)
{
    char *key = argument;
    memcached_st *client = new_client();
    ask(client, key);
    memcached_free(client);
    free(key);
    return NULL;
}

static void get(const struct words *words)
{
    for (size_t i = 1; i < words->count; i++)
        if (options.kept)
            ask(kept_client, words->list[i]);
        else
            in_thread(run_get, strdup(words->list[i]));
}

static bool *option_named(const char *name)
{
    if (strcmp(name, "--kept") == 0)
        return &options.kept;
    if (strcmp(name, "--eject") == 0)
        return &options.eject;
    if (strcmp(name, "--buffer") == 0)
        return &options.buffer;
    if (strcmp(name, "--noreply") == 0)
        return &options.noreply;
    errx(USAGE, "no such option: %s", name);
}

int main(int argc, char *argv[])
{
    static const struct command commands[] = {{"get", get}, {0}};
    int first = 1;
    for (; first < argc && argv[first][0] == '-'; first++)
        *option_named(argv[first]) = true;
    nodes_set(first, argc, argv);
    kept_client = new_client();
    ready();
    serve(commands);
    memcached_free(kept_client);
    return 0;
}
