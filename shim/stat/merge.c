// SPDX-License-Identifier: MIT
#include "merge.h"

#include "map.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    struct endpoint endpoint;
    struct node_view *node;
    UT_hash_handle hh;
};

static int64_t add(int64_t a, int64_t b)
{
    return a < INT64_MAX - b ? a + b : INT64_MAX;
}

static void combine(struct node_view *into, const struct node_view *from)
{
    const struct node_view counted = *into;
    const bool worse = from->is_history == into->is_history
                           ? view_badness(from->state) > view_badness(into->state)
                           : into->is_history;
    if (worse)
        *into = *from;
    if (into->answer_us == NEVER)
        into->answer_us = worse ? counted.answer_us : from->answer_us;
    into->stalls = add(counted.stalls, from->stalls);
    into->failed_fast = add(counted.failed_fast, from->failed_fast);
    into->released = add(counted.released, from->released);
    into->waited_ms = add(counted.waited_ms, from->waited_ms);
    into->checks = add(counted.checks, from->checks);
}

static bool map_node(struct entry **map, struct node_view *node)
{
    struct entry *entry = malloc(sizeof *entry);
    if (entry == NULL)
        return false;
    *entry = (struct entry){.endpoint = node->endpoint, .node = node};
    HASH_ADD(hh, *map, endpoint, sizeof entry->endpoint, entry);
    if (entry->hh.tbl != NULL)
        return true;
    free(entry);
    return false;
}

static struct node_view *find_node(struct entry *map, const struct endpoint *endpoint)
{
    struct entry *entry;
    HASH_FIND(hh, map, endpoint, sizeof *endpoint, entry);
    return entry != NULL ? entry->node : NULL;
}

static void unmap(struct entry *entry)
{
    struct entry *map = entry;
    HASH_CLEAR(hh, map);
    while (entry != NULL) {
        struct entry *next = entry->hh.next;
        free(entry);
        entry = next;
    }
}

static bool merge_nodes(struct view *into, const struct view *from)
{
    struct entry *map = NULL;
    bool good = true;
    for (size_t i = 0; good && i < into->node_count; i++)
        good = map_node(&map, &into->nodes[i]);
    for (size_t i = 0; good && i < from->node_count; i++) {
        struct node_view *known = find_node(map, &from->nodes[i].endpoint);
        if (known != NULL)
            combine(known, &from->nodes[i]);
        else if (into->node_count < TABLE_NODES)
            into->nodes[into->node_count++] = from->nodes[i];
    }
    unmap(map);
    return good;
}

static void merge_processes(struct view *into, const struct view *from)
{
    for (size_t i = 0; i < from->process_count && into->process_count < TABLE_PROCESSES; i++)
        into->processes[into->process_count++] = from->processes[i];
}

static bool is_elsewhere(const struct view *view, uint32_t pid)
{
    for (size_t i = 0; i < view->elsewhere_count; i++)
        if (view->elsewhere[i].pid == pid)
            return true;
    return false;
}

static void merge_elsewhere(struct view *into, const struct view *from)
{
    size_t kept = 0;
    for (size_t i = 0; i < into->elsewhere_count; i++)
        if (is_elsewhere(from, into->elsewhere[i].pid))
            into->elsewhere[kept++] = into->elsewhere[i];
    into->elsewhere_count = kept;
}

bool merge_view(struct view *into, const struct view *from)
{
    merge_processes(into, from);
    merge_elsewhere(into, from);
    return merge_nodes(into, from);
}
