// SPDX-License-Identifier: MIT
/*
 * Threads that are cancelled while they wait in a hooked call: their cleanup runs, and the
 * connection can be used by others. Argument: a node.
 */
#include "hazard.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int connection;
static char answer[64];

static void wait_in_recv(void)
{
    recv(connection, answer, sizeof answer, 0);
}

static void wait_in_read(void)
{
    read(connection, answer, sizeof answer);
}

static void wait_in_readv(void)
{
    const struct iovec part = {answer, sizeof answer};
    readv(connection, &part, 1);
}

static void wait_in_recvfrom(void)
{
    recvfrom(connection, answer, sizeof answer, 0, NULL, NULL);
}

static void wait_in_recvmsg(void)
{
    struct iovec part = {answer, sizeof answer};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    recvmsg(connection, &message, 0);
}

static void (*const waits[])(void) = {wait_in_recv, wait_in_read, wait_in_readv, wait_in_recvfrom,
                                      wait_in_recvmsg};

static void clean(void *cleaned)
{
    *(int *)cleaned = 1;
}

static int cleaned;

static void *wait_somehow(void *wait)
{
    pthread_cleanup_push(clean, &cleaned);
    (*(void (*const *)(void))wait)();
    pthread_cleanup_pop(0);
    return NULL;
}

static void cancel_in(size_t index)
{
    const struct timespec moment = {.tv_nsec = 50000000};
    pthread_t thread;
    void *end = NULL;
    union {
        void (*const *wait)(void);
        void *argument;
    } what = {&waits[index]};
    cleaned = 0;
    must(pthread_create(&thread, NULL, wait_somehow, what.argument) == 0, "a thread");
    nanosleep(&moment, NULL);
    must(pthread_cancel(thread) == 0, "pthread_cancel");
    must(pthread_join(thread, &end) == 0, "pthread_join");
    errno = ERRNO_BEFORE;
    printf("cancelled %d, cleaned %d", end == PTHREAD_CANCELED, cleaned);
    printf(", write %s", outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: cancel NODE");
    connection = connect_to(argv[1]);
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++)
        cancel_in(i);
    return 0;
}
