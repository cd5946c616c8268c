// SPDX-License-Identifier: MIT
#include "hazard.h"

#include "common/endpoint.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void must(bool is_so, const char *what)
{
    if (is_so)
        return;
    printf("FAILED: %s (errno: %s)\n", what, strerrorname_np(errno));
    exit(EXIT_FAILURE);
}

socklen_t resolve(const char *address, struct sockaddr_storage *resolved)
{
    struct endpoint endpoint;
    const size_t length = strlen(address);
    char named[ENDPOINT_TEXT_MAX];
    const bool any_port = length > 2 && strcmp(address + length - 2, ":0") == 0;
    snprintf(named, sizeof named, "%.*s%s", (int)(any_port ? length - 1 : length), address,
             any_port ? "1" : "");
    must(endpoint_parse(&endpoint, named), "the address is ADDRESS:PORT");
    if (any_port)
        endpoint.port = 0;
    return endpoint_to_sockaddr(&endpoint, endpoint_family(&endpoint), resolved);
}

int connect_to(const char *address)
{
    struct sockaddr_storage resolved;
    const socklen_t length = resolve(address, &resolved);
    const int connection = socket(resolved.ss_family, SOCK_STREAM, 0);
    must(connection >= 0, "socket");
    must(connect(connection, (struct sockaddr *)&resolved, length) == 0, "connect");
    return connection;
}

int listen_at(const char *address)
{
    struct sockaddr_storage resolved;
    const int one = 1;
    const socklen_t length = resolve(address, &resolved);
    const int listener = socket(resolved.ss_family, SOCK_STREAM, 0);
    must(listener >= 0, "socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    must(bind(listener, (struct sockaddr *)&resolved, length) == 0, "bind");
    must(listen(listener, SOMAXCONN) == 0, "listen");
    return listener;
}

const char *outcome(long result)
{
    static char text[64];
    const int error = errno;
    if (result < 0)
        snprintf(text, sizeof text, "%ld %s", result, strerrorname_np(error));
    else if (error != ERRNO_BEFORE)
        snprintf(text, sizeof text, "%ld, errno %s", result, strerrorname_np(error));
    else
        snprintf(text, sizeof text, "%ld", result);
    errno = error;
    return text;
}

void request(const char *what)
{
    char line[16];
    printf("@%s\n", what);
    fflush(stdout);
    must(fgets(line, sizeof line, stdin) != NULL, "the tests are there");
}
