// SPDX-License-Identifier: MIT
/*
 * Calls that wait and are interrupted: EINTR, or they are restarted, as the handler was
 * installed. And no signal that is sent to the process gets lost, for none goes to a thread
 * that the program does not know. Arguments: a node, an address that does not answer.
 */
#include "hazard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { SOON_US = 20000, SIGNALS = 1000, FULL_MS = 300 };

static volatile sig_atomic_t handled;
static volatile sig_atomic_t elsewhere;
static volatile sig_atomic_t asked = -1; /* the connection on which the handler asks; -1: none */
static pthread_t self;

static void handle(int number)
{
    (void)number;
    handled++;
    elsewhere += pthread_self() != self;
    if (asked >= 0)
        send(asked, "get key-0\r\n", 11, 0);
}

static void interrupt_soon(int flags)
{
    const struct itimerval soon = {.it_value = {.tv_usec = SOON_US}};
    const struct sigaction action = {.sa_handler = handle, .sa_flags = flags};
    handled = 0;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    errno = ERRNO_BEFORE;
}

static void try_receive(const char *node, int flags)
{
    char answer[64];
    const int fd = connect_to(node);
    asked = flags == SA_RESTART ? fd : -1;
    interrupt_soon(flags);
    printf("recv: %s", outcome(recv(fd, answer, sizeof answer, 0)));
    interrupt_soon(flags);
    printf(", read: %s, handled %d\n", outcome(read(fd, answer, sizeof answer)), handled);
    asked = -1;
    close(fd);
}

/* Until no more is taken for good. */
static void fill(int fd)
{
    static const char block[65536];
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    while (poll(&poll_fd, 1, FULL_MS) == 1)
        send(fd, block, sizeof block, MSG_DONTWAIT);
}

static void try_connect(const char *silent)
{
    struct sockaddr_storage address;
    const socklen_t length = resolve(silent, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM, 0);
    interrupt_soon(0);
    printf("connect: %s", outcome(connect(fd, (struct sockaddr *)&address, length)));
    fcntl(fd, F_SETFL, O_NONBLOCK);
    errno = ERRNO_BEFORE;
    printf(", again: %s\n", outcome(connect(fd, (struct sockaddr *)&address, length)));
    close(fd);
}

static void try_send(const char *node)
{
    const int fd = connect_to(node);
    request("hang");
    fill(fd);
    interrupt_soon(0);
    printf("send: %s", outcome(send(fd, "x", 1, 0)));
    interrupt_soon(0);
    printf(", write: %s\n", outcome(write(fd, "x", 1)));
    close(fd);
}

/* Each is handled before the next is sent, by the only thread that there is. */
static void count_signals(void)
{
    const struct sigaction action = {.sa_handler = handle};
    handled = 0;
    sigaction(SIGUSR1, &action, NULL);
    for (int i = 0; i < SIGNALS; i++)
        kill(getpid(), SIGUSR1);
    printf("signals: %d, elsewhere: %d\n", handled, elsewhere);
}

/* As programs do that wait for signals in a place of their own, sigwait(3) or signalfd(2). */
static void wait_for_signals(void)
{
    const struct timespec limit = {.tv_sec = 1};
    sigset_t awaited;
    int waited = 0;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGUSR1);
    handled = 0;
    pthread_sigmask(SIG_BLOCK, &awaited, NULL);
    for (int i = 0; i < SIGNALS; i++) {
        kill(getpid(), SIGUSR1);
        waited += sigtimedwait(&awaited, NULL, &limit) == SIGUSR1;
    }
    printf("signals waited for: %d, handled: %d\n", waited, handled);
}

int main(int argc, char *argv[])
{
    must(argc == 3, "usage: interrupts NODE SILENT");
    self = pthread_self();
    try_receive(argv[1], 0);
    try_receive(argv[1], SA_RESTART);
    count_signals();
    wait_for_signals();
    try_connect(argv[2]);
    try_send(argv[1]);
    return 0;
}
