// SPDX-License-Identifier: MIT
#include "asked.h"

#include "common/clock.h"

#include <errno.h>
#include <libmemcached/memcached.h>
#include <stdio.h>
#include <string.h>

static memcached_st *new_client(const struct endpoint *endpoint)
{
    char host[ENDPOINT_TEXT_MAX];
    memcached_st *client = memcached_create(NULL);
    endpoint_print(endpoint, host);
    *strrchr(host, ':') = '\0';
    char *name = host;
    if (host[0] == '[') { /* the resolver wants it without brackets */
        name = host + 1;
        name[strlen(name) - 1] = '\0';
    }
    if (client == NULL)
        return NULL;
    /* Without blocking, or the connect has no limit; one of them in microseconds. */
    memcached_behavior_set(client, MEMCACHED_BEHAVIOR_NO_BLOCK, 1);
    memcached_behavior_set(client, MEMCACHED_BEHAVIOR_CONNECT_TIMEOUT, ASKED_LIMIT_MS);
    memcached_behavior_set(client, MEMCACHED_BEHAVIOR_POLL_TIMEOUT, ASKED_LIMIT_MS);
    memcached_behavior_set(client, MEMCACHED_BEHAVIOR_RCV_TIMEOUT, (uint64_t)ASKED_LIMIT_MS * 1000);
    if (memcached_server_add(client, name, endpoint->port) == MEMCACHED_SUCCESS)
        return client;
    memcached_free(client);
    return NULL;
}

static bool is_silence(int error)
{
    return error == ETIMEDOUT || error == EHOSTUNREACH || error == ENETUNREACH;
}

/* A refusal leaves no errno behind. */
static enum answer failure_of(const memcached_st *client)
{
    const memcached_return_t failure = memcached_last_error(client);
    const int error = memcached_last_error_errno(client);
    if (failure == MEMCACHED_TIMEOUT || is_silence(error))
        return ANSWER_SILENT;
    if (failure == MEMCACHED_CONNECTION_FAILURE && (error == 0 || error == ECONNREFUSED))
        return ANSWER_REFUSED;
    return ANSWER_OTHER;
}

struct asked ask_node(const struct endpoint *endpoint)
{
    struct asked asked = {.answer = ANSWER_SILENT, .round_trip_us = NEVER};
    memcached_st *client = new_client(endpoint);
    if (client == NULL)
        return asked;
    const uint64_t began_us = clock_exact_us();
    const bool answered = memcached_version(client) == MEMCACHED_SUCCESS;
    const uint64_t took_us = clock_exact_us() - began_us;
    asked.answer = answered ? ANSWER_VERSION : failure_of(client);
    if (asked.answer != ANSWER_SILENT)
        asked.round_trip_us = (int64_t)took_us;
    if (answered) {
        const memcached_instance_st *node = memcached_server_instance_by_position(client, 0);
        snprintf(asked.version, sizeof asked.version, "%u.%u.%u",
                 memcached_server_major_version(node), memcached_server_minor_version(node),
                 memcached_server_micro_version(node));
    }
    memcached_free(client);
    return asked;
}

bool asked_agrees(const struct asked *asked, const struct node_view *node, bool *undecided)
{
    const bool silent = asked->answer == ANSWER_SILENT;
    *undecided = node->is_history || node->state == NODE_SUSPECT || node->state == NODE_MAINT;
    return silent == (node->state == NODE_DOWN || node->state == NODE_FULL);
}

const char *answer_name(enum answer answer)
{
    static const char *const names[] = {[ANSWER_VERSION] = "answers",
                                        [ANSWER_REFUSED] = "refuses",
                                        [ANSWER_OTHER] = "speaks otherwise",
                                        [ANSWER_SILENT] = "is silent"};
    return names[answer];
}
