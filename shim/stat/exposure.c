// SPDX-License-Identifier: MIT
#include "exposure.h"

#include "common/pattern.h"
#include "procfs.h"
#include "sockets.h"
#include "why.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What is a node. */
struct search {
    const struct view *view;
    struct patterns patterns;
};

static bool is_node(const struct endpoint *endpoint, const void *context)
{
    const struct search *search = context;
    for (size_t i = 0; i < search->view->node_count; i++)
        if (endpoint_equal(&search->view->nodes[i].endpoint, endpoint))
            return true;
    return patterns_match(&search->patterns, endpoint);
}

static const struct socket *find_socket(struct socket *sockets, int folder, const char *fd)
{
    char link[64];
    const ssize_t length = readlinkat(folder, fd, link, sizeof link - 1);
    if (length <= 0)
        return NULL;
    link[length] = '\0';
    return sockets_find(sockets, link);
}

static void look_at(struct exposure *exposure, struct socket *sockets, const char *pid)
{
    char path[PATH_MAX];
    const struct socket *last = NULL;
    uint32_t connections = 0;
    snprintf(path, sizeof path, "/proc/%s/fd", pid);
    DIR *folder = opendir(path);
    const struct dirent *entry;
    if (folder == NULL) {
        exposure->unseen += errno == EACCES;
        return;
    }
    while ((entry = readdir(folder)) != NULL) {
        const struct socket *found = find_socket(sockets, dirfd(folder), entry->d_name);
        connections += found != NULL;
        last = found != NULL ? found : last;
    }
    closedir(folder);
    if (last != NULL && !procfs_has_keeper(pid))
        exposure_add(exposure, pid, connections, &last->remote);
}

void exposure_add(struct exposure *exposure, const char *pid, uint32_t connections,
                  const struct endpoint *node)
{
    if (exposure->count == EXPOSED_MAX)
        return;
    struct exposed *exposed = &exposure->list[exposure->count++];
    exposed->pid = (uint32_t)strtoul(pid, NULL, 10);
    exposed->connections = connections;
    procfs_command(pid, exposed->command, sizeof exposed->command);
    why_unprotected(pid, node, exposed->why);
}

bool exposure_find(struct exposure *exposure, const struct view *view)
{
    const char *named = getenv("MCSHIM_NODES");
    struct search search = {.view = view};
    struct socket *sockets;
    if (named == NULL || !patterns_parse(&search.patterns, named))
        patterns_parse(&search.patterns, "11211");
    const bool good = sockets_read(&sockets, is_node, &search);
    DIR *processes = good ? opendir("/proc") : NULL;
    const char *pid;
    while (processes != NULL && (pid = procfs_next(processes)) != NULL)
        look_at(exposure, sockets, pid);
    if (processes != NULL)
        closedir(processes);
    sockets_free(sockets);
    return good;
}
