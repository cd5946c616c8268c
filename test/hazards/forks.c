// SPDX-License-Identifier: MIT
/*
 * A program whose threads talk to nodes all the time, and which forks meanwhile, at any
 * moment. Each child talks to the nodes too; none may hang or crash. Arguments: how many
 * children, the nodes.
 */
#include "hazard.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, AT_ONCE = 4, PATIENCE_MS = 300, HANGS_S = 20 };

static char **nodes;

static bool wait_for(int fd, short events)
{
    struct pollfd poll_fd = {.fd = fd, .events = events};
    return poll(&poll_fd, 1, PATIENCE_MS) == 1;
}

/* Whether it is answered is all the same: the nodes come and go. */
static void ask(const char *node)
{
    struct sockaddr_storage address;
    char answer[64];
    const socklen_t length = resolve(node, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    connect(fd, (struct sockaddr *)&address, length);
    if (wait_for(fd, POLLOUT) && send(fd, "get key-0\r\n", 11, MSG_NOSIGNAL) > 0 &&
        wait_for(fd, POLLIN))
        recv(fd, answer, sizeof answer, 0);
    close(fd);
}

static void ask_all(void)
{
    for (char **node = nodes; *node != NULL; node++)
        ask(*node);
}

static _Noreturn void *ask_for_ever(void *unused)
{
    (void)unused;
    for (;;)
        ask_all();
}

static void start_child(void)
{
    const pid_t child = fork();
    must(child >= 0, "fork");
    if (child != 0)
        return;
    ask_all();
    exit(EXIT_SUCCESS);
}

static void collect_child(void)
{
    int status = 0;
    alarm(HANGS_S); /* a child may hang within fork() already: then our death tells */
    must(wait(&status) > 0, "wait");
    if (status != 0)
        printf("exit %d, signal %d\n", WEXITSTATUS(status), WTERMSIG(status));
    must(status == 0, "the child is well");
}

int main(int argc, char *argv[])
{
    must(argc >= 3, "usage: forks COUNT NODE...");
    const long count = strtol(argv[1], NULL, 10);
    nodes = argv + 2;
    request("flap");
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;
        must(pthread_create(&thread, NULL, ask_for_ever, NULL) == 0, "a thread");
    }
    for (long i = 0; i < count + AT_ONCE; i++) {
        if (i < count)
            start_child();
        if (i >= AT_ONCE)
            collect_child();
    }
    printf("%ld children are well\n", count);
    return 0;
}
