// SPDX-License-Identifier: MIT
#include "mail.h"

#include "hazard.h"

#include <string.h>
#include <sys/socket.h>

struct letter {
    char byte;
    struct iovec part;
    struct msghdr message;
    union {
        struct cmsghdr aligned;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
};

static void prepare(struct letter *letter)
{
    memset(letter, 0, sizeof *letter);
    letter->part = (struct iovec){&letter->byte, 1};
    letter->message = (struct msghdr){.msg_iov = &letter->part,
                                      .msg_iovlen = 1,
                                      .msg_control = letter->control.bytes,
                                      .msg_controllen = sizeof letter->control};
}

void mail_send(int mail, int fd)
{
    struct letter letter;
    prepare(&letter);
    letter.control.aligned = (struct cmsghdr){
        .cmsg_len = CMSG_LEN(sizeof fd), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&letter.control.aligned), &fd, sizeof fd);
    must(sendmsg(mail, &letter.message, 0) == 1, "sendmsg");
}

int mail_receive(int mail)
{
    struct letter letter;
    int fd;
    prepare(&letter);
    must(recvmsg(mail, &letter.message, 0) == 1, "recvmsg");
    memcpy(&fd, CMSG_DATA(&letter.control.aligned), sizeof fd);
    return fd;
}
