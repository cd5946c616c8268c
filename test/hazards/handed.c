// SPDX-License-Identifier: MIT
/*
 * A connection is handed to another process (SCM_RIGHTS) and closed here: it is that one's now,
 * which waits on it as long as it likes. Argument: the node.
 */
#include "hazard.h"
#include "mail.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell_read(int connection)
{
    char answer[256];
    errno = ERRNO_BEFORE;
    printf(", read %s\n", outcome(read(connection, answer, sizeof answer)));
    fflush(stdout);
}

/* Asks once a byte comes, while the node is dead, and reads once more after another one. */
static void be_the_other(int mail)
{
    const struct timeval limit = {.tv_sec = 1};
    char byte;
    const int connection = mail_receive(mail);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    must(read(mail, &byte, 1) == 1, "the word");
    errno = ERRNO_BEFORE;
    printf("the other: write %s", outcome(write(connection, "get key-0\r\n", 11)));
    tell_read(connection);
    must(write(mail, "y", 1) == 1 && read(mail, &byte, 1) == 1, "the next word");
    printf("later");
    tell_read(connection);
    exit(EXIT_SUCCESS);
}

int main(int argc, char *argv[])
{
    must(argc == 2, "usage: handed NODE");
    int mail[2];
    int status = 0;
    char answer[64];
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, mail) == 0, "socketpair");
    if (fork() == 0) {
        close(mail[0]);
        be_the_other(mail[1]);
    }
    close(mail[1]);
    const int connection = connect_to(argv[1]);
    must(write(connection, "version\r\n", 9) == 9 && read(connection, answer, sizeof answer) > 0,
         "it answers");
    mail_send(mail[0], connection);
    close(connection);
    request("down");
    must(write(mail[0], "x", 1) == 1 && read(mail[0], answer, 1) == 1, "it has asked");
    request("up");
    must(write(mail[0], "x", 1) == 1 && wait(&status) > 0, "it reads on");
    printf("its status: %d\n", status);
    return 0;
}
