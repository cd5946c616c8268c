// SPDX-License-Identifier: MIT
#include "exposure.h"

#include "common/pattern.h"
#include "map.h"
#include "procfs.h"
#include "why.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* include/net/tcp_states.h */
enum { ESTABLISHED = 1, SYN_SENT = 2 };

struct connection {
    unsigned long inode;
    struct endpoint node;
    UT_hash_handle hh;
};

/* What is looked for. */
struct search {
    const struct view *view;
    struct patterns patterns;
    struct connection *connections;
};

static bool is_node(const struct search *search, const struct endpoint *endpoint)
{
    for (size_t i = 0; i < search->view->node_count; i++)
        if (endpoint_equal(&search->view->nodes[i].endpoint, endpoint))
            return true;
    return patterns_match(&search->patterns, endpoint);
}

/* "0100007F:2BCB": 32-bit words as the machine reads them from the address (proc_pid_net(5)). */
static bool parse_remote(const char *text, struct endpoint *endpoint)
{
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    struct sockaddr_in in = {.sin_family = AF_INET};
    uint32_t words[4];
    unsigned port;
    if (sscanf(text, "%8x%8x%8x%8x:%4x", &words[0], &words[1], &words[2], &words[3], &port) == 5) {
        memcpy(&in6.sin6_addr, words, sizeof words);
        in6.sin6_port = htons((uint16_t)port);
        return endpoint_from_sockaddr(endpoint, (const struct sockaddr *)&in6, sizeof in6);
    }
    if (sscanf(text, "%8x:%4x", &words[0], &port) != 2)
        return false;
    in.sin_addr.s_addr = words[0];
    in.sin_port = htons((uint16_t)port);
    return endpoint_from_sockaddr(endpoint, (const struct sockaddr *)&in, sizeof in);
}

static bool add_connection(struct search *search, unsigned long inode, const struct endpoint *node)
{
    struct connection *connection = malloc(sizeof *connection);
    if (connection == NULL)
        return false;
    *connection = (struct connection){.inode = inode, .node = *node};
    HASH_ADD(hh, search->connections, inode, sizeof connection->inode, connection);
    if (connection->hh.tbl != NULL)
        return true;
    free(connection);
    return false;
}

static bool read_line(struct search *search, const char *line)
{
    char remote[64];
    unsigned state;
    unsigned long inode;
    struct endpoint node;
    if (sscanf(line, "%*s %*s %63s %x %*s %*s %*s %*s %*s %lu", remote, &state, &inode) != 3 ||
        (state != ESTABLISHED && state != SYN_SENT) || inode == 0)
        return true;
    if (!parse_remote(remote, &node) || !is_node(search, &node))
        return true;
    return add_connection(search, inode, &node);
}

static bool read_connections(struct search *search, const char *name)
{
    size_t length;
    char *rest;
    bool good = true;
    char *text = procfs_read("self", name, &length);
    if (text == NULL) /* no IPv6 here */
        return true;
    for (char *line = strtok_r(text, "\n", &rest); good && line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        good = read_line(search, line);
    free(text);
    return good;
}

static void forget_connections(struct search *search)
{
    struct connection *connection;
    struct connection *next;
    HASH_ITER(hh, search->connections, connection, next)
    {
        HASH_DEL(search->connections, connection);
        free(connection);
    }
}

static const struct connection *find_connection(const struct search *search, int folder,
                                                const char *fd)
{
    char link[64];
    unsigned long inode;
    struct connection *connection = NULL;
    const ssize_t length = readlinkat(folder, fd, link, sizeof link - 1);
    if (length <= 0)
        return NULL;
    link[length] = '\0';
    if (sscanf(link, "socket:[%lu]", &inode) == 1)
        HASH_FIND(hh, search->connections, &inode, sizeof inode, connection);
    return connection;
}

static void look_at(struct exposure *exposure, const struct search *search, const char *pid)
{
    char path[PATH_MAX];
    const struct connection *last = NULL;
    uint32_t connections = 0;
    snprintf(path, sizeof path, "/proc/%s/fd", pid);
    DIR *folder = opendir(path);
    const struct dirent *entry;
    if (folder == NULL) {
        exposure->unseen += errno == EACCES;
        return;
    }
    while ((entry = readdir(folder)) != NULL) {
        const struct connection *found = find_connection(search, dirfd(folder), entry->d_name);
        connections += found != NULL;
        last = found != NULL ? found : last;
    }
    closedir(folder);
    if (last != NULL && !procfs_has_keeper(pid))
        exposure_add(exposure, pid, connections, &last->node);
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
    if (named == NULL || !patterns_parse(&search.patterns, named))
        patterns_parse(&search.patterns, "11211");
    const bool good = read_connections(&search, "net/tcp") && read_connections(&search, "net/tcp6");
    DIR *processes = good ? opendir("/proc") : NULL;
    const char *pid;
    while (processes != NULL && (pid = procfs_next(processes)) != NULL)
        look_at(exposure, &search, pid);
    if (processes != NULL)
        closedir(processes);
    forget_connections(&search);
    return good;
}
