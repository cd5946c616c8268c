// SPDX-License-Identifier: MIT
/*
 * A program with an allocator of its own, which must not be called from within a hook:
 * it may be what called the hook. Only the first connect to a node, which starts a
 * thread, may allocate. Arguments: a node, and another one.
 */
#include "hazard.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

enum { POOL_BYTES = 8 << 20, ALIGNMENT = 16 };

/* Never given out twice, so what is taken of it is zero. */
static _Alignas(ALIGNMENT) char pool[POOL_BYTES];
static atomic_size_t used;
static _Thread_local bool forbidden;
static atomic_int forbidden_calls;

/* The size lies before what is given out. */
static void *take(size_t size)
{
    const size_t whole = ALIGNMENT + (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    const size_t at = atomic_fetch_add(&used, whole);
    forbidden_calls += forbidden;
    if (at + whole > POOL_BYTES)
        return NULL;
    memcpy(pool + at, &size, sizeof size);
    return pool + at + ALIGNMENT;
}

/* What the manual of glibc, "Replacing malloc", asks for. */

void *malloc(size_t size)
{
    return take(size);
}

void free(void *memory)
{
    forbidden_calls += forbidden && memory != NULL;
}

void *calloc(size_t count, size_t size)
{
    return take(count * size);
}

void *realloc(void *memory, size_t size)
{
    void *larger = take(size);
    size_t old = 0;
    if (memory == NULL || larger == NULL)
        return larger;
    memcpy(&old, (char *)memory - ALIGNMENT, sizeof old);
    return memcpy(larger, memory, old < size ? old : size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    (void)alignment;
    return take(size);
}

void *memalign(size_t alignment, size_t size)
{
    return aligned_alloc(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = aligned_alloc(alignment, size);
    return *memory == NULL ? ENOMEM : 0;
}

static bool is_served(int fd, const struct sockaddr *address, socklen_t length)
{
    static const char question[] = "get key-0\r\n";
    static const struct timeval limit = {.tv_usec = 200000};
    char answer[64];
    const struct iovec part = {answer, sizeof answer};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return connect(fd, address, length) == 0 &&
           send(fd, question, sizeof question - 1, MSG_NOSIGNAL) > 0 &&
           recv(fd, answer, sizeof answer, 0) > 0 && write(fd, question, sizeof question - 1) > 0 &&
           readv(fd, &part, 1) > 0;
}

static void ask(const char *node)
{
    struct sockaddr_storage address;
    const socklen_t length = resolve(node, &address);
    forbidden = true;
    const int fd = socket(address.ss_family, SOCK_STREAM, 0);
    const bool served = is_served(fd, (struct sockaddr *)&address, length);
    const int other = dup(fd);
    close(fd);
    close(other);
    forbidden = false;
    printf("served: %d\n", served);
}

static void *ask_in_thread(void *node)
{
    ask(node);
    return NULL;
}

int main(int argc, char *argv[])
{
    must(argc == 3, "usage: mallocless NODE OTHER-NODE");
    pthread_t thread;
    close(connect_to(argv[1])); /* the first */
    ask(argv[1]);
    must(pthread_create(&thread, NULL, ask_in_thread, argv[1]) == 0, "a thread");
    pthread_join(thread, NULL);
    request("down");
    ask(argv[1]);
    ask(argv[2]);
    printf("allocations within a hook: %d\n", forbidden_calls);
    return 0;
}
