// SPDX-License-Identifier: MIT
/*
 * What a compiler makes of receives when it knows the buffer's size but not the length:
 * __read_chk and its like. Built with _FORTIFY_SOURCE 2 and 3, and with AddressSanitizer.
 * Arguments: a node, how many bytes to receive at most, and what the last call does, which is the
 * end then: "overflow" (more is asked for than there is room), "beyond" (more is written), or
 * nothing.
 */
#include "hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 64 };

static void ask(int connection)
{
    errno = ERRNO_BEFORE;
    printf("send %s", outcome(send(connection, "get key-0\r\n", 11, 0)));
}

static void tell(const char *what, long result, const char *text)
{
    printf(", %s %s [%.*s]\n", what, outcome(result), result > 0 ? 5 : 0, text);
    fflush(stdout);
}

int main(int argc, char *argv[])
{
    must(argc == 3 || argc == 4, "usage: fortified NODE LENGTH [overflow|beyond]");
    char text[ROOM] = "";
    const size_t room = (size_t)argc * ROOM;
    char *dynamic = malloc(room);
    struct sockaddr_storage from;
    socklen_t from_length = sizeof from;
    const size_t length = strtoul(argv[2], NULL, 10);
    const int connection = connect_to(argv[1]);
    ask(connection);
    tell("read", read(connection, text, length), text);
    ask(connection);
    tell("recv", recv(connection, text, length, 0), text);
    ask(connection);
    tell("recvfrom", recvfrom(connection, text, length, 0, (struct sockaddr *)&from, &from_length),
         text);
    ask(connection);
    tell("read on the heap", read(connection, dynamic, length), dynamic);
    ask(connection);
    if (argc == 4 && strcmp(argv[3], "overflow") == 0)
        tell("overflow", read(connection, text, length + ROOM), text);
    if (argc == 4 && strcmp(argv[3], "beyond") == 0)
        tell("beyond", read(connection, dynamic + room - 1, length), text);
    free(dynamic);
    return 0;
}
