// SPDX-License-Identifier: MIT
#include "gate.h"

#include "alarm.h"
#include "common/clock.h"
#include "common/transition.h"
#include "exchange.h"
#include "home.h"
#include "journal.h"
#include "keeper.h"
#include "libc.h"
#include "memory.h"
#include "mode.h"
#include "patience.h"
#include "process.h"
#include "settings.h"
#include "socket.h"
#include "timegate.h"

#include <errno.h>
#include <netinet/in.h>

/* Longer than a keeper that waits for the lease to run out sleeps beyond it. */
enum { RELIEF_MS = 100 };

bool gate_knows(const struct sockaddr *address, socklen_t length, struct endpoint *endpoint)
{
    if (mode_now() == MODE_OFF || address == NULL || length < (socklen_t)sizeof(struct sockaddr_in))
        return false;
    const size_t used = length < (socklen_t)sizeof(struct sockaddr_in6)
                            ? (size_t)length
                            : sizeof(struct sockaddr_in6);
    return memory_is_readable(address, used) && endpoint_from_sockaddr(endpoint, address, length) &&
           patterns_match(&settings.nodes, endpoint);
}

/* What the program would hear about any address; all else is about the one we chose. */
static bool is_callers_fault(int error)
{
    return error == EAFNOSUPPORT || error == EISCONN || error == EALREADY || error == EBADF ||
           error == ENOTSOCK;
}

/* How an earlier connect of the socket, to somewhere else, has ended: no closed port says so. */
static bool is_earlier_end(int error)
{
    return error == ETIMEDOUT || error == EHOSTUNREACH || error == ECONNRESET ||
           error == ECONNABORTED;
}

/*
 * A refusal by the kernel itself, so that blocking and non-blocking callers, poll and
 * SO_ERROR see what they would see of a closed port. Nobody can listen at port 0.
 */
static int refuse(int fd, const struct sockaddr *address, const struct endpoint *endpoint)
{
    struct endpoint nowhere;
    struct sockaddr_storage target;
    const bool v4 = endpoint_family(endpoint) == AF_INET;
    endpoint_parse(&nowhere, v4 ? "127.0.0.1:1" : "[::1]:1");
    nowhere.port = 0;
    const socklen_t length = endpoint_to_sockaddr(&nowhere, address->sa_family, &target);
    const int result = libc.connect(fd, (const struct sockaddr *)&target, length);
    if (result == 0 || errno == EINPROGRESS || errno == EINTR || is_callers_fault(errno) ||
        is_earlier_end(errno))
        return result;
    errno = ECONNREFUSED;
    return -1;
}

/* The same for a connection that was released, to which the kernel might say EISCONN: success. */
static int refuse_again(int fd, const struct sockaddr *address, const struct endpoint *endpoint)
{
    const int result = refuse(fd, address, endpoint);
    if (result != 0 && (errno == EISCONN || is_earlier_end(errno)))
        errno = ECONNREFUSED;
    return result;
}

/* NULL: the node cannot be watched. */
static struct node *find_node(int fd, const struct endpoint *endpoint)
{
    struct table *table = home_table(fd);
    if (table == NULL)
        return NULL;
    struct node *node = table_find(table, endpoint);
    if (node == NULL)
        journal_leave("the table is full, further nodes are not watched");
    else if (home_use_node((size_t)(node - table->nodes)))
        alarm_now(); /* it may be one that nobody checks any more */
    return node;
}

/* The record of a connect that is repeated on the same socket, as some clients ask how it goes. */
static struct record *find_earlier(int fd)
{
    struct record *record = records_find(fd);
    if (record == NULL || !record_is_socket(atomic_load(&record->word), socket_cookie(fd)))
        return NULL;
    return record;
}

/* Our keeper must see, once the lease has run out, whether anybody still checks the node. */
static void watch_over(const struct node *node, uint64_t now_ms)
{
    const uint64_t lease_ms = lease_until_ms(node, now_ms);
    if (node_status(node).state != NODE_MAINT)
        alarm_by((lease_ms > now_ms ? lease_ms : now_ms) + RELIEF_MS);
}

static bool is_closed(const struct node *node, enum keeper_state keeper, uint64_t now_ms)
{
    return node_refuses(node, now_ms) || (keeper == KEEPER_NONE && !timegate_admits(node, now_ms));
}

int gate_connect(int fd, const struct sockaddr *address, socklen_t length,
                 const struct endpoint *endpoint)
{
    const uint64_t now_ms = clock_coarse_ms();
    if (!process_is_owner())
        return libc.connect(fd, address, length);

    struct record *earlier = find_earlier(fd);
    if (earlier != NULL && record_phase(atomic_load(&earlier->word)) == RECORD_RELEASED)
        return refuse_again(fd, address, endpoint);
    if (earlier != NULL)
        return connect_end(fd, earlier, libc.connect(fd, address, length));

    struct node *node = socket_is_tcp(fd) ? find_node(fd, endpoint) : NULL;
    const enum keeper_state keeper = node != NULL ? keeper_ensure() : KEEPER_NEVER;
    if (keeper == KEEPER_NEVER)
        return libc.connect(fd, address, length);
    if (mode_now() == MODE_ENFORCE && is_closed(node, keeper, now_ms)) {
        count(&node->failed_fast, 1);
        watch_over(node, now_ms);
        return refuse(fd, address, endpoint);
    }
    /* What is connected elsewhere stays so, whatever the kernel says to this connect. */
    const uint64_t cookie = socket_is_idle(fd) ? socket_cookie(fd) : 0;
    struct record *record = cookie != 0 ? records_add(fd, cookie, node, now_ms) : NULL;
    if (record == NULL)
        return libc.connect(fd, address, length);
    alarm_by(now_ms + patience_stall_ms(node));
    return connect_end(fd, record, libc.connect(fd, address, length));
}
