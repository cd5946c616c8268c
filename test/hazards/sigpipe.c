// SPDX-License-Identifier: MIT
/*
 * Who sends to a peer that is gone gets a SIGPIPE, or does not: whatever the program has
 * made of the signal. Argument: an address to listen at and to connect to.
 */
#include "hazard.h"
#include "pair.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char byte[] = "x";
static struct iovec part = {byte, 1};
static struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
static struct mmsghdr messages[1];

static long call_send(int fd)
{
    return send(fd, "x", 1, 0);
}

static long call_send_silently(int fd)
{
    return send(fd, "x", 1, MSG_NOSIGNAL);
}

static long call_sendto(int fd)
{
    return sendto(fd, "x", 1, 0, NULL, 0);
}

static long call_sendmsg(int fd)
{
    return sendmsg(fd, &message, 0);
}

static long call_sendmmsg(int fd)
{
    return sendmmsg(fd, messages, 1, 0);
}

static long call_write(int fd)
{
    return write(fd, "x", 1);
}

static long call_writev(int fd)
{
    return writev(fd, &part, 1);
}

static const struct {
    const char *name;
    long (*run)(int fd);
} calls[] = {
    {"send", call_send},         {"send, MSG_NOSIGNAL", call_send_silently},
    {"sendto", call_sendto},     {"sendmsg", call_sendmsg},
    {"sendmmsg", call_sendmmsg}, {"write", call_write},
    {"writev", call_writev},
};

static volatile sig_atomic_t seen_code;
static volatile sig_atomic_t seen_self;

static void see(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    seen_code = info->si_code;
    seen_self = info->si_pid == getpid() && info->si_uid == getuid();
    errno = ENOTTY; /* what the call says must not come from here */
}

static void print_seen(const char *what, long result)
{
    printf(" %s: %s, code %d of us %d\n", what, outcome(result), seen_code, seen_self);
}

static void with_handler(int fd, long (*run)(int fd))
{
    const struct sigaction action = {.sa_sigaction = see, .sa_flags = SA_SIGINFO};
    sigaction(SIGPIPE, &action, NULL);
    seen_code = 99;
    seen_self = 0;
    errno = ERRNO_BEFORE;
    print_seen("a handler", run(fd));
}

/* The signal is the thread's, not the process's: no other thread may get it. */
static void while_blocked(int fd, long (*run)(int fd))
{
    sigset_t set;
    sigset_t pending;
    siginfo_t info = {.si_code = 99};
    const struct timespec none = {0};
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    errno = ERRNO_BEFORE;
    const long result = run(fd);
    const int error = errno;
    sigpending(&pending);
    const int is_pending = sigismember(&pending, SIGPIPE);
    const int taken = sigtimedwait(&set, &info, &none);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    errno = error;
    printf(" blocked: %s, pending %d, taken %d, code %d\n", outcome(result), is_pending, taken,
           info.si_code);
}

static void while_ignored(int fd, long (*run)(int fd))
{
    signal(SIGPIPE, SIG_IGN);
    errno = ERRNO_BEFORE;
    printf(" ignored: %s\n", outcome(run(fd)));
}

static void by_default(int fd, long (*run)(int fd))
{
    int status = 0;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGPIPE, SIG_DFL);
        _exit(run(fd) < 0 ? errno : 0);
    }
    waitpid(child, &status, 0);
    printf(" by default: exit %d, signal %d\n", WEXITSTATUS(status), WTERMSIG(status));
}

static _Noreturn void *idle(void *unused)
{
    (void)unused;
    for (;;)
        pause();
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: sigpipe ADDRESS:PORT");
    pthread_t bystander;
    const int listener = listen_at(argv[1]);
    messages[0].msg_hdr = message;
    must(pthread_create(&bystander, NULL, idle, NULL) == 0, "a thread");
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        const struct pair pair = pair_open(listener, argv[1], PAIR_SHUT_WRITE, PAIR_BLOCKING);
        printf("%s\n", calls[i].name);
        with_handler(pair.near, calls[i].run);
        while_blocked(pair.near, calls[i].run);
        while_ignored(pair.near, calls[i].run);
        by_default(pair.near, calls[i].run);
        pair_close(pair);
    }
    return 0;
}
