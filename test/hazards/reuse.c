// SPDX-License-Identifier: MIT
/*
 * Connections to a node whose numbers are taken for something else, every way that there
 * is to do that, before or after the node dies. Arguments: in what state the connections
 * are then ("idle", "waiting", "connecting" or "released"), the node, another node.
 */
#include "hazard.h"
#include "things.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { REUSED_MAX = 128 };

static void by_syscall(int fd, int thing)
{
    (void)thing;
    syscall(SYS_close, fd);
}

static void by_close(int fd, int thing)
{
    (void)thing;
    close(fd);
}

static void by_close_range(int fd, int thing)
{
    (void)thing;
    close_range((unsigned)fd, (unsigned)fd, 0);
}

/* From then on the program's table is another one than that of threads it does not know. */
static void by_close_range_unshared(int fd, int thing)
{
    (void)thing;
    close_range((unsigned)fd, (unsigned)fd, CLOSE_RANGE_UNSHARE);
}

static void by_closefrom(int fd, int thing)
{
    (void)thing;
    closefrom(fd);
}

static void by_fclose(int fd, int thing)
{
    (void)thing;
    must(fclose(fdopen(fd, "r+")) == 0, "fclose");
}

/* stdio closes it without calling close(3). */
static void by_freopen(int fd, int thing)
{
    (void)thing;
    FILE *file = freopen("/dev/null", "r", fdopen(fd, "r+"));
    must(file != NULL, "freopen");
    syscall(SYS_close, fileno(file));
}

static void by_dup2(int fd, int thing)
{
    dup2(thing, fd);
}

static void by_dup3(int fd, int thing)
{
    dup3(thing, fd, O_CLOEXEC);
}

static void by_dup2_syscall(int fd, int thing)
{
    syscall(SYS_dup3, thing, fd, 0);
}

static const struct way {
    const char *name;
    void (*close)(int fd, int thing);
    bool replaces;
} ways[] = {
    {"syscall", by_syscall, false},
    {"close", by_close, false},
    {"close_range", by_close_range, false},
    {"close_range, unshared", by_close_range_unshared, false},
    {"fclose", by_fclose, false},
    {"freopen", by_freopen, false},
    {"dup2", by_dup2, true},
    {"dup3", by_dup3, true},
    {"dup3 by syscall", by_dup2_syscall, true},
    {"closefrom", by_closefrom, false}, /* the last, for it takes all that come behind */
};

enum { WAYS = sizeof ways / sizeof ways[0] };

static const char *state;
static const char *node;

static int connect_without_waiting(void)
{
    struct sockaddr_storage address;
    const socklen_t length = resolve(node, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    must(fd >= 0 && connect(fd, (struct sockaddr *)&address, length) != 0, "it does not answer");
    return fd;
}

static int open_connection(void)
{
    char answer[64];
    const bool connecting = strcmp(state, "connecting") == 0;
    const int fd = connecting ? connect_without_waiting() : connect_to(node);
    if (!connecting)
        must(write(fd, "version\r\n", 9) == 9 && read(fd, answer, sizeof answer) > 0, "it answers");
    return fd;
}

/* The numbers below the connection's are all taken, so the next one is its own. */
static struct thing take(int fd, const struct way *way, struct thing thing)
{
    way->close(fd, thing.fd);
    if (!way->replaces)
        must(syscall(SYS_dup, thing.fd) == fd, "the number is taken again");
    return (struct thing){fd, thing.other};
}

int main(int argc, char *argv[])
{
    must(argc == 4, "usage: reuse idle|waiting|connecting|released NODE OTHER-NODE");
    struct thing opened[REUSED_MAX];
    struct thing reused[REUSED_MAX];
    int connections[REUSED_MAX];
    size_t count = 0;
    state = argv[1];
    node = argv[2];

    for (size_t way = 0; way < WAYS; way++)
        for (const struct thing_kind *kind = thing_kinds; kind->name != NULL; kind++)
            opened[count++] = kind->open(argv[3]);
    if (strcmp(state, "connecting") == 0)
        request("silence");
    for (size_t i = 0; i < count; i++)
        connections[i] = open_connection();
    if (strcmp(state, "released") == 0)
        request("down");
    if (strcmp(state, "waiting") == 0) {
        request("silence");
        for (size_t i = 0; i < count; i++)
            must(write(connections[i], "get key-0\r\n", 11) == 11, "it takes a request");
    }
    const size_t kinds = count / WAYS;
    for (size_t i = 0; i < count; i++)
        reused[i] = take(connections[i], &ways[i / kinds], opened[i]);
    if (strcmp(state, "released") != 0)
        request("down");
    for (size_t i = 0; i < count; i++) {
        printf("%s, %s:", ways[i / kinds].name, thing_kinds[i % kinds].name);
        thing_kinds[i % kinds].use(reused[i]);
        printf(" close %s\n", outcome(close(reused[i].fd)));
    }
    return 0;
}
