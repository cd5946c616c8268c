// SPDX-License-Identifier: MIT
/*
 * Namespaces that are entered after the start, and a root directory with nothing in it.
 * Each in a child, which has its own keeper by then. (A user namespace cannot be entered
 * by a process that has a thread, nor by one with a keeper.) Argument: a node.
 */
#include "hazard.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *node;
static int home; /* our own mount namespace, to be entered again */

static void ask(const char *what, int connection)
{
    char answer[64];
    errno = ERRNO_BEFORE;
    printf("%s: write %s", what, outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
}

static long enter_network(void)
{
    return unshare(CLONE_NEWNET);
}

static long enter_mounts(void)
{
    return unshare(CLONE_NEWNS);
}

static long enter_names(void)
{
    return unshare(CLONE_NEWUTS | CLONE_NEWIPC);
}

static long enter_processes(void)
{
    return unshare(CLONE_NEWPID);
}

static long unshare_files(void)
{
    return unshare(CLONE_FILES | CLONE_FS);
}

static long return_to_mounts(void)
{
    return setns(home, CLONE_NEWNS);
}

static long change_root(void)
{
    return chroot("/proc/self/fdinfo") + chdir("/");
}

static const struct {
    const char *name;
    long (*enter)(void);
    bool same_network;
} moves[] = {
    {"network", enter_network, false}, {"mounts", enter_mounts, true},
    {"names", enter_names, true},      {"processes", enter_processes, true},
    {"files", unshare_files, true},    {"mounts that exist", return_to_mounts, true},
    {"root", change_root, true},
};

static void connect_anew(bool same_network)
{
    struct sockaddr_storage address;
    const socklen_t length = resolve(node, &address);
    const int fd = socket(address.ss_family, SOCK_STREAM, 0);
    errno = ERRNO_BEFORE;
    printf("anew: %s\n", outcome(connect(fd, (struct sockaddr *)&address, length)));
    if (same_network)
        ask("anew", fd);
}

static void fork_and_connect(bool same_network)
{
    int status = 0;
    fflush(stdout);
    if (fork() == 0) {
        connect_anew(same_network);
        exit(EXIT_SUCCESS);
    }
    wait(&status);
    printf("its child: %d\n", status);
}

static void move(size_t index)
{
    const int connection = connect_to(node);
    ask("before", connection);
    usleep(50000); /* until the keeper is there */
    errno = ERRNO_BEFORE;
    printf("%s: %s\n", moves[index].name, outcome(moves[index].enter()));
    ask("after", connection);
    connect_anew(moves[index].same_network);
    fork_and_connect(moves[index].same_network);
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: namespaces NODE");
    int status = 0;
    node = argv[1];
    home = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        fflush(stdout);
        if (fork() == 0) {
            move(i);
            exit(EXIT_SUCCESS);
        }
        wait(&status);
        printf("end: %d\n\n", status);
    }
    return 0;
}
