// SPDX-License-Identifier: MIT
#include "sockets.h"

#include "procfs.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* include/net/tcp_states.h */
enum { ESTABLISHED = 1, SYN_SENT = 2 };

/* The fields of a line, by what they hold. */
enum { REMOTE = 2, STATE = 3, INODE = 9, FIELDS };

enum { HEX = 16, WORD_DIGITS = 8, WORDS_MAX = 4 };

/* A 32-bit word as the machine reads it from an address. */
static uint32_t parse_word(const char *text)
{
    char digits[WORD_DIGITS + 1] = "";
    strncpy(digits, text, WORD_DIGITS);
    return (uint32_t)strtoul(digits, NULL, HEX);
}

/* "0100007F:2BCB", or four words of an IPv6 address. */
static bool parse_remote(const char *text, struct endpoint *endpoint)
{
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    struct sockaddr_in in = {.sin_family = AF_INET};
    uint32_t words[WORDS_MAX];
    const size_t digits = strcspn(text, ":");
    const uint16_t port = htons((uint16_t)strtoul(text + digits + 1, NULL, HEX));
    for (size_t i = 0; i < digits / WORD_DIGITS && i < WORDS_MAX; i++)
        words[i] = parse_word(text + i * WORD_DIGITS);
    if (digits == WORD_DIGITS) {
        in.sin_addr.s_addr = words[0];
        in.sin_port = port;
        return endpoint_from_sockaddr(endpoint, (const struct sockaddr *)&in, sizeof in);
    }
    if (digits != sizeof words / sizeof words[0] * WORD_DIGITS)
        return false;
    memcpy(&in6.sin6_addr, words, sizeof words);
    in6.sin6_port = port;
    return endpoint_from_sockaddr(endpoint, (const struct sockaddr *)&in6, sizeof in6);
}

/* False for the titles, other states and sockets that nobody has open any more. */
static bool parse_line(char *line, struct socket *socket)
{
    char *fields[FIELDS];
    char *rest;
    for (size_t i = 0; i < FIELDS; i++)
        if ((fields[i] = strtok_r(i == 0 ? line : NULL, " ", &rest)) == NULL)
            return false;
    const unsigned long state = strtoul(fields[STATE], NULL, HEX);
    *socket = (struct socket){.inode = strtoul(fields[INODE], NULL, 10)};
    return (state == ESTABLISHED || state == SYN_SENT) && socket->inode != 0 &&
           strchr(fields[REMOTE], ':') != NULL && parse_remote(fields[REMOTE], &socket->remote);
}

static bool add(struct socket **sockets, const struct socket *found)
{
    struct socket *socket = malloc(sizeof *socket);
    if (socket == NULL)
        return false;
    *socket = *found;
    HASH_ADD(hh, *sockets, inode, sizeof socket->inode, socket);
    if (socket->hh.tbl != NULL)
        return true;
    free(socket);
    return false;
}

static bool read_file(struct socket **sockets, const char *name,
                      bool (*is_wanted)(const struct endpoint *, const void *), const void *context)
{
    size_t length;
    char *rest;
    struct socket found;
    bool good = true;
    char *text = procfs_read("self", name, &length);
    if (text == NULL) /* no IPv6 here */
        return true;
    for (char *line = strtok_r(text, "\n", &rest); good && line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        if (parse_line(line, &found) && is_wanted(&found.remote, context))
            good = add(sockets, &found);
    free(text);
    return good;
}

bool sockets_read(struct socket **sockets, bool (*is_wanted)(const struct endpoint *, const void *),
                  const void *context)
{
    *sockets = NULL;
    return read_file(sockets, "net/tcp", is_wanted, context) &&
           read_file(sockets, "net/tcp6", is_wanted, context);
}

const struct socket *sockets_find(struct socket *sockets, const char *link)
{
    static const char prefix[] = "socket:[";
    struct socket *found;
    if (strncmp(link, prefix, sizeof prefix - 1) != 0)
        return NULL;
    const unsigned long inode = strtoul(link + sizeof prefix - 1, NULL, 10);
    HASH_FIND(hh, sockets, &inode, sizeof inode, found);
    return found;
}

void sockets_free(struct socket *socket)
{
    struct socket *sockets = socket;
    HASH_CLEAR(hh, sockets);
    while (socket != NULL) {
        struct socket *next = socket->hh.next;
        free(socket);
        socket = next;
    }
}
