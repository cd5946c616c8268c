// SPDX-License-Identifier: MIT
/*
 * Children in the memory of their parent (vfork(2), posix_spawn(3)) close its connections
 * and take their numbers: for themselves, not for the parent. Arguments: a node, another.
 */
#include "hazard.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int connection;

static void close_it(void)
{
    close(connection);
}

static void close_range_of_it(void)
{
    close_range(3, UINT_MAX, 0);
}

static void closefrom_it(void)
{
    closefrom(3);
}

static void take_its_number(void)
{
    dup2(STDIN_FILENO, connection);
}

static void connect_there(void)
{
    close(connection);
    socket(AF_UNIX, SOCK_STREAM, 0);
}

static void (*const deeds[])(void) = {close_it, close_range_of_it, closefrom_it, take_its_number,
                                      connect_there};

/* What a vfork child may not do it may not do to us: all this is what shells do. */
static void in_vfork_child(void (*deed)(void))
{
    int status = 0;
    const pid_t child = vfork();
    if (child == 0) {
        deed();
        _exit(7);
    }
    must(waitpid(child, &status, 0) == child, "waitpid");
    printf("vfork child: %d\n", WEXITSTATUS(status));
}

static void spawn(void)
{
    char name[] = "true";
    char *arguments[] = {name, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addclose(&actions, connection);
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, connection);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    must(posix_spawnp(&child, name, &actions, NULL, arguments, environ) == 0, "posix_spawnp");
    must(waitpid(child, &status, 0) == child, "waitpid");
    printf("spawned: %d\n", status);
    posix_spawn_file_actions_destroy(&actions);
}

static void ask(void)
{
    char answer[64];
    errno = ERRNO_BEFORE;
    printf("write %s", outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
}

/* Without the shim the end is EAGAIN: its own limit. */
static void ask_the_dead(void)
{
    const struct timeval limit = {.tv_sec = 1};
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ask();
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: spawns NODE");
    connection = connect_to(argv[1]);
    ask();
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
        in_vfork_child(deeds[i]);
        ask();
    }
    spawn();
    ask();
    request("silence");
    ask_the_dead();
    return 0;
}
