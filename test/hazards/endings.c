// SPDX-License-Identifier: MIT
/*
 * Programs that end, every way there is, while somebody waits and the keeper works.
 * Argument: an address that does not answer.
 */
#include "hazard.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS = 7, KEEPER_WORKS_US = 150000 };

static const char *silent;

static void end_by_exit(void)
{
    exit(STATUS);
}

static void end_at_once(void)
{
    _exit(STATUS);
}

static void end_quickly(void)
{
    quick_exit(STATUS);
}

static void *exit_in_thread(void *unused)
{
    (void)unused;
    exit(STATUS);
}

static void end_in_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, exit_in_thread, NULL);
    pthread_join(thread, NULL);
}

/* The main thread ends first: the process is a zombie leader with threads. */
static void *exit_later(void *unused)
{
    usleep(KEEPER_WORKS_US);
    return exit_in_thread(unused);
}

static void end_after_main_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, exit_later, NULL);
    pthread_exit(NULL);
}

static void end_by_abort(void)
{
    abort();
}

static void end_by_fault(void)
{
    static int *volatile nowhere;
    *nowhere = 1; /* NOLINT(clang-analyzer-core.NullDereference): that is the point */
}

static void end_by_kill(void)
{
    kill(getpid(), SIGKILL);
}

static void end_by_term(void)
{
    kill(getpid(), SIGTERM);
}

static const struct {
    const char *name;
    void (*end)(void);
} endings[] = {
    {"exit", end_by_exit},
    {"_exit", end_at_once},
    {"quick_exit", end_quickly},
    {"exit in a thread", end_in_thread},
    {"exit after the main thread", end_after_main_thread},
    {"abort", end_by_abort},
    {"fault", end_by_fault},
    {"SIGKILL", end_by_kill},
    {"SIGTERM", end_by_term},
};

static void wait_somewhere(void)
{
    struct sockaddr_storage address;
    const socklen_t length = resolve(silent, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(fd, (struct sockaddr *)&address, length);
}

/* Only processes whose threads all end by themselves are without a status. */
static void end(size_t index, useconds_t delay_us)
{
    int status = 0;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        wait_somewhere();
        usleep(delay_us);
        endings[index].end();
        _exit(EXIT_FAILURE);
    }
    must(waitpid(child, &status, 0) == child, "waitpid");
    printf("%s: exit %d, signal %d, core %d\n", endings[index].name, WEXITSTATUS(status),
           WTERMSIG(status), WCOREDUMP(status));
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: endings SILENT");
    const struct rlimit core = {RLIM_INFINITY, RLIM_INFINITY};
    silent = argv[1];
    setrlimit(RLIMIT_CORE, &core);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        for (useconds_t delay_us = 0; delay_us <= KEEPER_WORKS_US; delay_us += KEEPER_WORKS_US)
            end(i, delay_us);
    return 0;
}
