// SPDX-License-Identifier: MIT
#include "wire.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { REPLY_MAX = 512 };

int wire_connect(const struct endpoint *node)
{
    struct sockaddr_storage address;
    const int family = endpoint_family(node);
    const socklen_t length = endpoint_to_sockaddr(node, family, &address);
    const int connection = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, length) == 0)
        return connection;
    const int failure = errno;
    close(connection);
    errno = failure;
    return -1;
}

static bool is_complete(const char *reply)
{
    static const char end[] = "END\r\n";
    const size_t length = strlen(reply);
    return length >= sizeof end - 1 && strcmp(reply + length - (sizeof end - 1), end) == 0;
}

static const char *receive(int connection, char reply[static REPLY_MAX])
{
    size_t length = 0;
    do {
        const ssize_t got = recv(connection, reply + length, REPLY_MAX - 1 - length, 0);
        if (got < 0)
            return strerrorname_np(errno);
        if (got == 0)
            return "EOF";
        length += (size_t)got;
        reply[length] = '\0';
    } while (!is_complete(reply) && length < REPLY_MAX - 1);
    return NULL;
}

/* No MSG_NOSIGNAL: a program that never met SIGPIPE must not meet it now. */
static const char *transmit(int connection, const char *text)
{
    return send(connection, text, strlen(text), 0) < 0 ? strerrorname_np(errno) : NULL;
}

const char *wire_get(int connection, const char *key, char value[static VALUE_MAX])
{
    char text[REPLY_MAX];
    snprintf(text, sizeof text, "get %s\r\n", key);
    const char *error = transmit(connection, text);
    if (error == NULL)
        error = receive(connection, text);
    if (error != NULL || sscanf(text, "VALUE %*s %*s %*s %63s", value) != 1)
        value[0] = '\0';
    return error;
}

const char *wire_set_noreply(int connection, const char *key)
{
    char text[REPLY_MAX];
    snprintf(text, sizeof text, "set %s 0 0 1 noreply\r\nv\r\n", key);
    return transmit(connection, text);
}
