// SPDX-License-Identifier: MIT
/*
 * Connections to a node are closed behind the shim's back, and what arrives next, in every
 * way that a number is given, has theirs. Then the node dies. Arguments: whether somebody
 * "waits" on them then, or they are "idle"; the node, another node.
 */
#include "hazard.h"
#include "mail.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ROOM = 64 };

static int listener;

static int call_listener(void)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &length);
    const int caller = socket(AF_INET, SOCK_STREAM, 0);
    must(connect(caller, (struct sockaddr *)&address, length) == 0, "connect");
    return caller;
}

static int arrive_by_accept(int living)
{
    (void)living;
    return accept(listener, NULL, NULL);
}

static int arrive_by_accept4(int living)
{
    (void)living;
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC);
}

static int arrive_by_dupfd(int living)
{
    return fcntl(living, F_DUPFD, 0);
}

static int arrive_by_dupfd_cloexec(int living)
{
    return fcntl(living, F_DUPFD_CLOEXEC, 0);
}

static int arrive_by_dup(int living)
{
    return dup(living);
}

/* As from another process: unix(7). */
static int mail[2];

static int arrive_by_mail(int living)
{
    (void)living;
    return mail_receive(mail[1]);
}

/* `living` is a connection to the other node. */
static const struct way {
    const char *name;
    int (*arrive)(int living);
    bool calls;
    bool mails;
} ways[] = {
    {"accept", arrive_by_accept, true, false},
    {"accept4", arrive_by_accept4, true, false},
    {"F_DUPFD", arrive_by_dupfd, false, false},
    {"F_DUPFD_CLOEXEC", arrive_by_dupfd_cloexec, false, false},
    {"dup", arrive_by_dup, false, false},
    {"SCM_RIGHTS", arrive_by_mail, false, true},
};

enum { WAYS = sizeof ways / sizeof ways[0] };

static int working_connection(const char *node)
{
    char answer[ROOM];
    const int fd = connect_to(node);
    must(write(fd, "version\r\n", 9) == 9 && read(fd, answer, sizeof answer) > 0, "it answers");
    return fd;
}

static void ask(const char *name, int asked, int answerer)
{
    char text[ROOM];
    errno = ERRNO_BEFORE;
    printf("%s: write %s", name, outcome(write(asked, "get key-0\r\n", 11)));
    if (answerer >= 0)
        must(recv(answerer, text, sizeof text, 0) == 11 && send(answerer, "END\r\n", 5, 0) == 5,
             "both ends are there");
    errno = ERRNO_BEFORE;
    printf(", read %s", outcome(read(asked, text, sizeof text)));
    errno = ERRNO_BEFORE;
    printf(", close %s\n", outcome(close(asked)));
}

int main(int argc, char *argv[])
{
    must(argc == 4, "usage: arrivals idle|waits NODE OTHER-NODE");
    const bool waits = strcmp(argv[1], "waits") == 0;
    int stale[WAYS];
    int arrived[WAYS];
    int answerer[WAYS];
    listener = listen_at("127.0.0.1:0");
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, mail) == 0, "socketpair");
    const int living = connect_to(argv[3]);

    for (size_t i = 0; i < WAYS; i++) {
        answerer[i] = ways[i].calls ? call_listener() : -1;
        stale[i] = working_connection(argv[2]);
    }
    if (waits)
        request("hang");
    for (size_t i = 0; i < WAYS; i++) {
        if (waits)
            must(send(stale[i], "get key-0\r\n", 11, 0) == 11, "it takes a request");
        if (ways[i].mails)
            mail_send(mail[0], living);
        syscall(SYS_close, stale[i]);
        arrived[i] = ways[i].arrive(living);
        must(arrived[i] == stale[i], "it has the same number");
    }
    request("down");
    for (size_t i = 0; i < WAYS; i++)
        ask(ways[i].name, arrived[i], answerer[i]);
    ask("what was sent", living, -1);
    return 0;
}
