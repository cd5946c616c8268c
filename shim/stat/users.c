// SPDX-License-Identifier: MIT
#include "users.h"

#include "common/attach.h"
#include "common/clock.h"
#include "common/parse.h"
#include "elsewhere.h"
#include "merge.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char folder[] = "/dev/shm";
static const char prefix[] = "mcshim";

/* True if that is where the table of some user in this network namespace is anchored. */
static bool is_machine_anchor(const char *name, char path[static ANCHOR_PATH_MAX], uint64_t *user)
{
    const char *dash = strchr(name, '-');
    if (strncmp(name, prefix, sizeof prefix - 1) != 0 || dash == NULL)
        return false;
    return parse_number(dash + 1, strcspn(dash + 1, "-"), 0, UINT32_MAX, user) &&
           machine_anchor((uid_t)*user, path) && strcmp(strrchr(path, '/') + 1, name) == 0;
}

void users_each(void (*visit)(const char *path, uid_t user, void *context), void *context)
{
    char path[ANCHOR_PATH_MAX];
    uint64_t user;
    DIR *anchors = opendir(folder);
    const struct dirent *anchor;
    while (anchors != NULL && (anchor = readdir(anchors)) != NULL)
        if (is_machine_anchor(anchor->d_name, path, &user))
            visit(path, (uid_t)user, context);
    if (anchors != NULL)
        closedir(anchors);
}

void users_say_none(void)
{
    fprintf(stderr, "shim-stat: no table of any user in %s that can be used\n", folder);
}

/* What can be read of one table; NULL: nothing, and that is said if it is no stranger's. */
static struct view *look(const char *path, const struct filter *filter)
{
    const char *problem;
    struct table *table = table_attach(path, ATTACH_INSPECT, &problem);
    if (table == NULL) {
        fprintf(stderr, "shim-stat: %s is left out: %s\n", path, problem);
        return NULL;
    }
    struct view *view = view_take(table, filter, clock_coarse_ms(), clock_unix_ms());
    if (view != NULL)
        elsewhere_find(view, table);
    table_unmap(table);
    return view;
}

/* Takes both; the first may be NULL. */
static struct view *join(struct view *all, struct view *one)
{
    if (all == NULL || one == NULL)
        return all != NULL ? all : one;
    if (!merge_view(all, one))
        fputs("shim-stat: no memory, nodes are missing\n", stderr);
    free(one);
    return all;
}

/* Only now: a node may be in one state here and in another there. */
static void keep_states(struct view *view, unsigned states)
{
    size_t kept = 0;
    for (size_t i = 0; i < view->node_count; i++)
        if (states == 0 || (states & 1U << view->nodes[i].state) != 0)
            view->nodes[kept++] = view->nodes[i];
    view->node_count = kept;
}

struct collection {
    struct filter nodes;
    struct view *all; /* NULL: none yet */
};

static void collect(const char *path, uid_t user, void *context)
{
    struct collection *collection = context;
    (void)user;
    collection->all = join(collection->all, look(path, &collection->nodes));
}

struct view *users_view(const struct filter *filter)
{
    struct collection collection = {.nodes = *filter};
    collection.nodes.states = 0;
    users_each(collect, &collection);
    if (collection.all == NULL) {
        users_say_none();
        return NULL;
    }
    keep_states(collection.all, filter->states);
    view_settle(collection.all);
    return collection.all;
}
