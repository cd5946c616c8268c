// SPDX-License-Identifier: MIT
/*
 * A threaded program with libmemcached as it comes: for every request a thread and a
 * client of its own.
 */
#include "nodes.h"
#include "request.h"
#include "serve.h"

#include <err.h>
#include <libmemcached/memcached.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODE_TEXT_MAX = ENDPOINT_TEXT_MAX + 8 };

static memcached_st *new_client(void)
{
    memcached_st *client = memcached_create(NULL);
    if (client == NULL)
        errx(EXIT_FAILURE, "memcached_create");
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

static void *run_get(void *argument)
{
    char *key = argument;
    char node[NODE_TEXT_MAX];
    memcached_return_t result;
    size_t length;
    uint32_t flags;
    memcached_st *client = new_client();
    name_node(client, key, node);
    const struct request request = request_begin(node, key);
    char *value = memcached_get(client, key, strlen(key), &length, &flags, &result);
    request_end(&request, value, error_of(client, result));
    free(value);
    memcached_free(client);
    free(key);
    return NULL;
}

static void get(const struct words *words)
{
    for (size_t i = 1; i < words->count; i++)
        in_thread(run_get, strdup(words->list[i]));
}

int main(int argc, char *argv[])
{
    static const struct command commands[] = {{"get", get}, {0}};
    nodes_set(1, argc, argv);
    ready();
    serve(commands);
    return 0;
}
