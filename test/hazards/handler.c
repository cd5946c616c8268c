// SPDX-License-Identifier: MIT
/*
 * A signal handler that talks to a node, on a small stack, whatever it has interrupted:
 * malloc, stdio, or the same calls. Argument: a node.
 */
#include "hazard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { INTERVAL_US = 200, ENOUGH = 1500 };

static struct sockaddr_storage address;
static socklen_t length;
static volatile sig_atomic_t handled;
static volatile sig_atomic_t failed;

/* All of it is async-signal-safe (signal-safety(7)). */
static bool ask(void)
{
    char answer[64];
    const int fd = socket(address.ss_family, SOCK_STREAM, 0);
    const int copy = dup(fd);
    const bool good = connect(fd, (struct sockaddr *)&address, length) == 0 &&
                      send(fd, "get key-0\r\n", 11, 0) == 11 &&
                      recv(fd, answer, sizeof answer, 0) > 0 &&
                      write(fd, "get key-0\r\n", 11) == 11 && read(fd, answer, sizeof answer) > 0;
    close(fd);
    close(copy);
    return good;
}

static void handle(int number)
{
    const int saved_errno = errno;
    (void)number;
    handled++;
    failed += !ask();
    errno = saved_errno;
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: handler NODE");
    static char stack[16384];
    const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    const struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK | SA_RESTART};
    const struct itimerval often = {{.tv_usec = INTERVAL_US}, {.tv_usec = INTERVAL_US}};
    const struct itimerval never = {0};
    length = resolve(argv[1], &address);
    close(connect_to(argv[1])); /* the first one, which starts a thread, is no handler's */
    must(sigaltstack(&alternative, NULL) == 0, "sigaltstack");
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    while (handled < ENOUGH) {
        char *text = NULL;
        errno = ERRNO_BEFORE;
        must(asprintf(&text, "%d", handled) > 0, "asprintf");
        free(text);
        must(ask() && errno == ERRNO_BEFORE, "a request that is interrupted");
    }
    setitimer(ITIMER_REAL, &never, NULL);
    printf("failed in a handler: %d\n", failed);
    return 0;
}
