// SPDX-License-Identifier: MIT
#include "endpoint.h"

#include "parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

static const uint8_t v4_mapped[12] = {[10] = 0xff, [11] = 0xff};

enum { V4_AT = sizeof v4_mapped };

bool endpoint_from_sockaddr(struct endpoint *endpoint, const struct sockaddr *address,
                            socklen_t length)
{
    *endpoint = (struct endpoint){0};
    if (length < (socklen_t)sizeof(struct sockaddr_in))
        return false;
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        memcpy(endpoint->address, v4_mapped, sizeof v4_mapped);
        memcpy(endpoint->address + V4_AT, &in.sin_addr, sizeof in.sin_addr);
        endpoint->port = ntohs(in.sin_port);
        return true;
    }
    /* The kernel takes an IPv6 address without its scope (SIN6_LEN_RFC2133), 24 bytes. */
    const socklen_t shortest = offsetof(struct sockaddr_in6, sin6_scope_id);
    if (address->sa_family != AF_INET6 || length < shortest)
        return false;
    struct sockaddr_in6 in6 = {0};
    memcpy(&in6, address, length < (socklen_t)sizeof in6 ? shortest : sizeof in6);
    memcpy(endpoint->address, &in6.sin6_addr, sizeof in6.sin6_addr);
    endpoint->port = ntohs(in6.sin6_port);
    if (IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr))
        endpoint->scope = in6.sin6_scope_id;
    return true;
}

int endpoint_family(const struct endpoint *endpoint)
{
    return memcmp(endpoint->address, v4_mapped, sizeof v4_mapped) == 0 ? AF_INET : AF_INET6;
}

socklen_t endpoint_to_sockaddr(const struct endpoint *endpoint, int family,
                               struct sockaddr_storage *address)
{
    if (family == AF_INET6) {
        struct sockaddr_in6 in6 = {
            .sin6_family = AF_INET6,
            .sin6_port = htons(endpoint->port),
            .sin6_scope_id = endpoint->scope,
        };
        memcpy(&in6.sin6_addr, endpoint->address, sizeof in6.sin6_addr);
        memcpy(address, &in6, sizeof in6);
        return sizeof in6;
    }
    if (endpoint_family(endpoint) != AF_INET)
        return 0;
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(endpoint->port)};
    memcpy(&in.sin_addr, endpoint->address + V4_AT, sizeof in.sin_addr);
    memcpy(address, &in, sizeof in);
    return sizeof in;
}

/* ADDRESS, [IPV6] or, of a link-local one, [IPV6%SCOPE]. */
static bool parse_scoped(const char *text, size_t length, struct endpoint *endpoint)
{
    const char *percent = memchr(text, '%', length);
    char plain[INET6_ADDRSTRLEN + 2];
    struct in6_addr address;
    uint64_t scope;
    if (percent == NULL)
        return parse_address(text, length, endpoint->address);
    const size_t used = (size_t)(percent - text);
    if (used >= sizeof plain || text[length - 1] != ']' ||
        !parse_number(percent + 1, length - used - 2, 1, UINT32_MAX, &scope))
        return false;
    memcpy(plain, text, used);
    plain[used] = ']';
    if (!parse_address(plain, used + 1, endpoint->address))
        return false;
    memcpy(&address, endpoint->address, sizeof address);
    endpoint->scope = (uint32_t)scope;
    return IN6_IS_ADDR_LINKLOCAL(&address);
}

bool endpoint_parse(struct endpoint *endpoint, const char *text)
{
    const char *colon = strrchr(text, ':');
    struct endpoint parsed = {0};
    uint64_t port;
    if (colon == NULL || !parse_number(colon + 1, strlen(colon + 1), 1, UINT16_MAX, &port))
        return false;
    if (!parse_scoped(text, (size_t)(colon - text), &parsed))
        return false;
    parsed.port = (uint16_t)port;
    *endpoint = parsed;
    return true;
}

char *endpoint_print(const struct endpoint *endpoint, char text[static ENDPOINT_TEXT_MAX])
{
    const int saved_errno = errno;
    const bool v4 = endpoint_family(endpoint) == AF_INET;
    const void *address = endpoint->address + (v4 ? V4_AT : 0);
    char *at = text;
    if (!v4)
        *at++ = '[';
    inet_ntop(v4 ? AF_INET : AF_INET6, address, at, INET6_ADDRSTRLEN);
    at += strlen(at);
    if (endpoint->scope != 0) {
        *at++ = '%';
        at = print_number(at, endpoint->scope);
    }
    if (!v4)
        *at++ = ']';
    *at++ = ':';
    at = print_number(at, endpoint->port);
    *at = '\0';
    errno = saved_errno;
    return text;
}

bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

bool endpoint_same_address(const struct endpoint *a, const struct endpoint *b)
{
    return a->scope == b->scope && memcmp(a->address, b->address, sizeof a->address) == 0;
}

uint64_t endpoint_hash(const struct endpoint *endpoint)
{
    /* The finalizer of SplitMix64 (Steele, Lea, Flood 2014) over each of the three words. */
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof *endpoint; i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, (const char *)endpoint + i, sizeof word);
        hash = (hash ^ word) + 0x9e3779b97f4a7c15U;
        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9U;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebU;
        hash ^= hash >> 31;
    }
    return hash != 0 ? hash : 1;
}
