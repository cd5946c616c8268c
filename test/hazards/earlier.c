// SPDX-License-Identifier: MIT
#include "earlier.h"

#include "hazard.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static int connection = -1;
static const char *last_node;
static char said[2048];
static size_t length;

static void note(const char *what, long result)
{
    length +=
        (size_t)snprintf(said + length, sizeof said - length, "%s: %s\n", what, outcome(result));
    errno = ERRNO_BEFORE;
}

static void talk(int fd)
{
    char question[] = "get key-0\r\n";
    char answer[64];
    struct iovec to = {question, sizeof question - 1};
    struct iovec from = {answer, sizeof answer};
    struct mmsghdr asked = {.msg_hdr = {.msg_iov = &to, .msg_iovlen = 1}};
    struct mmsghdr answered = {.msg_hdr = {.msg_iov = &from, .msg_iovlen = 1}};
    note("write", write(fd, question, to.iov_len));
    note("read", read(fd, answer, sizeof answer));
    note("send", send(fd, question, to.iov_len, 0));
    note("recv", recv(fd, answer, sizeof answer, 0));
    note("sendto", sendto(fd, question, to.iov_len, 0, NULL, 0));
    note("recvfrom", recvfrom(fd, answer, sizeof answer, 0, NULL, NULL));
    note("sendmsg", sendmsg(fd, &asked.msg_hdr, 0));
    note("recvmsg", recvmsg(fd, &answered.msg_hdr, 0));
    note("sendmmsg", sendmmsg(fd, &asked, 1, 0));
    note("recvmmsg", recvmmsg(fd, &answered, 1, 0, NULL));
    note("writev", writev(fd, &to, 1));
    note("readv", readv(fd, &from, 1));
}

static void juggle(int fd)
{
    const int copy = dup(fd);
    note("dup2 to itself", dup2(copy, copy) - copy);
    note("dup2", dup2(fd, copy) - copy);
    note("dup3", dup3(fd, copy, O_CLOEXEC) - copy);
    note("F_GETFD", fcntl(copy, F_GETFD));
    note("F_DUPFD", close(fcntl(copy, F_DUPFD, 0)));
    note("accept", accept(copy, NULL, NULL));
    note("fclose", fclose(fdopen(copy, "r")));
    note("close", close(copy));
    note("close_range", close_range((unsigned)copy, (unsigned)copy, 0));
    note("closefrom", (closefrom(copy), 0));
    note("socket", close(socket(AF_UNIX, SOCK_DGRAM, 0)));
    note("dlopen", dlopen("libm.so.6", RTLD_NOW | RTLD_DEEPBIND) == NULL);
}

__attribute__((constructor)) static void begin(int argc, char *argv[])
{
    if (argc < 2)
        return;
    connection = connect_to(argv[1]);
    last_node = argv[argc - 1];
    errno = ERRNO_BEFORE;
    talk(connection);
    juggle(connection);
}

/* After the destructors of preloaded libraries. */
__attribute__((destructor)) static void end(void)
{
    if (last_node == NULL)
        return;
    length = 0;
    errno = ERRNO_BEFORE;
    talk(connect_to(last_node));
    printf("at the end:\n%s", said);
}

const char *earlier_said(void)
{
    return said;
}

int earlier_connection(void)
{
    return connection;
}
