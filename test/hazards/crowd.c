// SPDX-License-Identifier: MIT
/*
 * More of everything than the table has room for. Arguments: "nodes", how many others are
 * asked first (nobody listens there), the node that is asked then; or "processes", how many
 * ask the node and then stay until the last one has.
 */
#include "hazard.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PORT = 18888, FIRST = 0x7f010001 /* 127.1.0.1 */ };

static int failures;

static void ask(const char *node)
{
    char answer[64];
    const int connection = connect_to(node);
    errno = ERRNO_BEFORE;
    printf("write %s", outcome(write(connection, "get key-0\r\n", 11)));
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
}

static void ask_nodes(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        const struct sockaddr_in address = {
            .sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = htonl(FIRST + i)};
        const int fd = socket(AF_INET, SOCK_STREAM, 0);
        const int result = connect(fd, (const struct sockaddr *)&address, sizeof address);
        failures += result != -1 || errno != ECONNREFUSED;
        close(fd);
    }
    printf("%u nodes asked, %d did not refuse\n", count, failures);
}

/* Each tells by its status; all live until the pipe is closed. */
static void ask_from_processes(unsigned count, const char *node)
{
    int stay[2] = {-1, -1};
    int told[2] = {-1, -1};
    char byte;
    must(pipe(stay) == 0 && pipe(told) == 0, "pipes");
    for (unsigned i = 0; i < count; i++) {
        fflush(stdout);
        if (fork() != 0)
            continue;
        char answer[64];
        close(stay[1]);
        const int fd = connect_to(node);
        const bool served =
            write(fd, "get key-0\r\n", 11) == 11 && read(fd, answer, sizeof answer) > 0;
        write(told[1], served ? "y" : "n", 1);
        read(stay[0], &byte, 1);
        _exit(0);
    }
    for (unsigned i = 0; i < count; i++)
        failures += read(told[0], &byte, 1) != 1 || byte != 'y';
    printf("%u processes, %d not served\n", count, failures);
    request("pause"); /* until all keepers have looked for a place */
    ask(node);
    close(stay[1]);
    while (wait(NULL) > 0)
        ;
}

int main(int argc, char *argv[])
{
    must(argc == 4, "usage: crowd nodes|processes COUNT NODE");
    const unsigned count = (unsigned)strtoul(argv[2], NULL, 10);
    if (strcmp(argv[1], "nodes") == 0)
        ask_nodes(count);
    else
        ask_from_processes(count, argv[3]);
    ask(argv[3]);
    return 0;
}
