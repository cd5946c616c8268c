// SPDX-License-Identifier: MIT
/*
 * A socket that is connected, or connecting, to something else, and a connect to a node
 * on it by mistake: it stays what it is, and the node's death is none of its business.
 * Arguments: the node, an address nearby, an address that does not answer.
 */
#include "hazard.h"
#include "things.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct thing pair_at(const char *address)
{
    const int listener = listen_at(address);
    const int connection = connect_to(address);
    const struct thing pair = {connection, accept(listener, NULL, NULL)};
    close(listener);
    return pair;
}

static void connect_by_mistake(int fd, const char *node)
{
    struct sockaddr_storage address;
    const socklen_t length = resolve(node, &address);
    errno = ERRNO_BEFORE;
    printf("by mistake: %s\n", outcome(connect(fd, (struct sockaddr *)&address, length)));
}

static void talk(const char *what, struct thing pair)
{
    char text[16];
    errno = ERRNO_BEFORE;
    printf("%s: write %s", what, outcome(write(pair.fd, "ping", 4)));
    printf(", arrived %s", outcome(recv(pair.other, text, sizeof text, MSG_DONTWAIT)));
    printf(", answer %s", outcome(send(pair.other, "pong", 4, MSG_NOSIGNAL)));
    printf(", read %s\n", outcome(recv(pair.fd, text, sizeof text, MSG_DONTWAIT)));
}

int main(int argc, char *argv[])
{
    must(argc == 4, "usage: elsewhere NODE NEARBY SILENT");
    struct sockaddr_storage silent;
    const socklen_t length = resolve(argv[3], &silent);
    const struct thing connected = pair_at(argv[2]);
    const struct thing accepted = pair_at(argv[2]);
    const int connecting = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int error = 0;
    socklen_t error_length = sizeof error;

    must(connect(connecting, (struct sockaddr *)&silent, length) < 0, "it does not answer");
    connect_by_mistake(connected.fd, argv[1]);
    connect_by_mistake(accepted.other, argv[1]);
    connect_by_mistake(connecting, argv[1]);
    errno = ERRNO_BEFORE;
    talk("connected", connected);
    talk("accepted", accepted);
    request("down");
    talk("connected", connected);
    talk("accepted", accepted);
    connect_by_mistake(connected.fd, argv[1]);
    talk("connected", connected);
    getsockopt(connecting, SOL_SOCKET, SO_ERROR, &error, &error_length);
    printf("connecting: SO_ERROR %d\n", error);
    return 0;
}
