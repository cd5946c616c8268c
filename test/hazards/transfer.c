// SPDX-License-Identifier: MIT
#include "transfer.h"

#include "hazard.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* What callers built with _FORTIFY_SOURCE use. */
ssize_t __recv_chk(int fd, void *buffer, size_t length, size_t buffer_length, int flags);
ssize_t __recvfrom_chk(int fd, void *buffer, size_t length, size_t buffer_length, int flags,
                       struct sockaddr *address, socklen_t *address_length);
ssize_t __read_chk(int fd, void *buffer, size_t length, size_t buffer_length);

enum { MUCH = 1 << 20, PART = 3 };

static char text[16];
static char much[MUCH];

static struct buffer buffers[] = {
    {"8 bytes", text, 8, true},
    {"1 byte", text, 1, true},
    {"0 bytes", text, 0, true},
    {"1 MB", much, MUCH, false},
    {"NULL", NULL, 8, false},
    {"0 bytes of NULL", NULL, 0, false},
    {"an end of memory", NULL, 8, false}, /* where it is, only transfer_prepare() knows */
    {"beyond it", NULL, 8, false},
    {"kernel memory", KERNEL_MEMORY, 8, false},
    {"the most", text, SSIZE_MAX, false},
    {"more than the most", text, SIZE_MAX, false},
    {NULL, NULL, 0, false},
};

enum { END_OF_MEMORY = 6, BEYOND = 7 };

const struct flag transfer_no_flags[] = {{"0", 0}, {NULL, 0}};

static const struct flag send_flags[] = {
    {"0", 0},
    {"MSG_DONTWAIT", MSG_DONTWAIT},
    {"MSG_NOSIGNAL", MSG_NOSIGNAL},
    {"MSG_MORE", MSG_MORE},
    {"MSG_OOB", MSG_OOB},
    {"MSG_EOR", MSG_EOR},
    {"MSG_ZEROCOPY", MSG_ZEROCOPY},
    {NULL, 0},
};

static const struct flag receive_flags[] = {
    {"0", 0},
    {"MSG_DONTWAIT", MSG_DONTWAIT},
    {"MSG_PEEK", MSG_PEEK},
    {"MSG_TRUNC", MSG_TRUNC},
    {"MSG_PEEK|MSG_TRUNC", MSG_PEEK | MSG_TRUNC},
    {"MSG_WAITALL", MSG_WAITALL},
    {"MSG_OOB", MSG_OOB},
    {"MSG_ERRQUEUE", MSG_ERRQUEUE},
    {"MSG_CMSG_CLOEXEC", MSG_CMSG_CLOEXEC},
    {NULL, 0},
};

void transfer_prepare(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(pages != MAP_FAILED, "memory");
    must(mprotect(pages + page, page, PROT_NONE) == 0, "mprotect");
    buffers[END_OF_MEMORY].at = pages + page - PART;
    buffers[BEYOND].at = pages + page;
}

static bool is_text(const struct buffer *buffer)
{
    return buffer->at == text || buffer->at == much;
}

static void blank(const struct buffer *buffer)
{
    if (is_text(buffer))
        memcpy(buffer->at, "........", 8);
}

static void fill(const struct buffer *buffer)
{
    if (is_text(buffer))
        memcpy(buffer->at, "question", 8);
}

static long received(long result, const struct buffer *buffer, struct effect *effect)
{
    const int error = errno;
    if (is_text(buffer))
        snprintf(effect->received, sizeof effect->received, "%.8s", (const char *)buffer->at);
    errno = error;
    return result;
}

/* Two parts, so that the second begins in the middle of what is sent. */
struct parts {
    struct iovec list[2];
};

static struct parts split(const struct buffer *buffer)
{
    const size_t first = buffer->length < 2 ? buffer->length : 2;
    return (struct parts){
        {{buffer->at, first}, {(char *)((uintptr_t)buffer->at + first), buffer->length - first}}};
}

static long run_send(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)effect;
    fill(buffer);
    return send(fd, buffer->at, buffer->length, flags);
}

static long run_sendto(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)effect;
    fill(buffer);
    return sendto(fd, buffer->at, buffer->length, flags, NULL, 0);
}

/* On a connection the address does not count, but it must be one. */
static long run_sendto_address(int fd, const struct buffer *buffer, int flags,
                               struct effect *effect)
{
    const struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    (void)effect;
    fill(buffer);
    return sendto(fd, buffer->at, buffer->length, flags, (const struct sockaddr *)&address,
                  sizeof address);
}

static long run_sendto_nowhere(int fd, const struct buffer *buffer, int flags,
                               struct effect *effect)
{
    (void)effect;
    fill(buffer);
    return sendto(fd, buffer->at, buffer->length, flags, (const struct sockaddr *)16, 16);
}

static long run_sendmsg(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    struct parts parts = split(buffer);
    const struct msghdr message = {.msg_iov = parts.list, .msg_iovlen = 2};
    (void)effect;
    fill(buffer);
    return sendmsg(fd, &message, flags);
}

static long run_sendmmsg(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    struct parts parts = split(buffer);
    struct mmsghdr messages[2] = {{.msg_hdr = {.msg_iov = parts.list, .msg_iovlen = 1}},
                                  {.msg_hdr = {.msg_iov = parts.list + 1, .msg_iovlen = 1}}};
    fill(buffer);
    const long result = sendmmsg(fd, messages, 2, flags);
    const int error = errno;
    if (buffer->length <= TRANSFER_EXACT)
        snprintf(effect->more, sizeof effect->more, " %u+%u", messages[0].msg_len,
                 messages[1].msg_len);
    errno = error;
    return result;
}

static long run_write(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)flags, (void)effect;
    fill(buffer);
    return write(fd, buffer->at, buffer->length);
}

static long run_writev(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    const struct parts parts = split(buffer);
    (void)flags, (void)effect;
    fill(buffer);
    return writev(fd, parts.list, 2);
}

static long run_recv(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    blank(buffer);
    return received(recv(fd, buffer->at, buffer->length, flags), buffer, effect);
}

static long run_recv_chk(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    blank(buffer);
    return received(__recv_chk(fd, buffer->at, buffer->length, SIZE_MAX, flags), buffer, effect);
}

static long run_recvfrom(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof address;
    blank(buffer);
    const long result =
        recvfrom(fd, buffer->at, buffer->length, flags, (struct sockaddr *)&address, &length);
    const int error = errno;
    snprintf(effect->more, sizeof effect->more, " address of %u, family %d", length,
             address.ss_family);
    errno = error;
    return received(result, buffer, effect);
}

static long run_recvfrom_chk(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    socklen_t length = 4;
    blank(buffer);
    return received(__recvfrom_chk(fd, buffer->at, buffer->length, SIZE_MAX, flags, NULL, &length),
                    buffer, effect);
}

static long run_recvfrom_nowhere(int fd, const struct buffer *buffer, int flags,
                                 struct effect *effect)
{
    blank(buffer);
    return received(
        recvfrom(fd, buffer->at, buffer->length, flags, (struct sockaddr *)16, (socklen_t *)16),
        buffer, effect);
}

static long run_recvmsg(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    struct parts parts = split(buffer);
    char control[64];
    struct sockaddr_storage address;
    struct msghdr message = {.msg_name = &address,
                             .msg_namelen = sizeof address,
                             .msg_iov = parts.list,
                             .msg_iovlen = 2,
                             .msg_control = control,
                             .msg_controllen = sizeof control,
                             .msg_flags = 77};
    blank(buffer);
    const long result = recvmsg(fd, &message, flags);
    const int error = errno;
    snprintf(effect->more, sizeof effect->more, " address of %u, control %zu, flags %x",
             message.msg_namelen, message.msg_controllen, (unsigned)message.msg_flags);
    errno = error;
    return received(result, buffer, effect);
}

static long run_recvmmsg(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    struct parts parts = split(buffer);
    struct mmsghdr messages[2] = {{.msg_hdr = {.msg_iov = parts.list, .msg_iovlen = 1}},
                                  {.msg_hdr = {.msg_iov = parts.list + 1, .msg_iovlen = 1}}};
    struct timespec limit = {.tv_sec = 1};
    blank(buffer);
    const long result = recvmmsg(fd, messages, 2, flags, &limit);
    const int error = errno;
    if (buffer->length <= TRANSFER_EXACT)
        snprintf(effect->more, sizeof effect->more, " %u+%u", messages[0].msg_len,
                 messages[1].msg_len);
    errno = error;
    return received(result, buffer, effect);
}

static long run_read(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)flags;
    blank(buffer);
    return received(read(fd, buffer->at, buffer->length), buffer, effect);
}

static long run_read_chk(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)flags;
    blank(buffer);
    return received(__read_chk(fd, buffer->at, buffer->length, SIZE_MAX), buffer, effect);
}

static long run_readv(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    const struct parts parts = split(buffer);
    (void)flags;
    blank(buffer);
    return received(readv(fd, parts.list, 2), buffer, effect);
}

const struct transfer transfers[] = {
    {"send", run_send, buffers, send_flags},
    {"sendto", run_sendto, buffers, send_flags},
    {"sendto with an address", run_sendto_address, buffers, send_flags},
    {"sendto with a bad address", run_sendto_nowhere, buffers, transfer_no_flags},
    {"sendmsg", run_sendmsg, buffers, send_flags},
    {"sendmmsg", run_sendmmsg, buffers, send_flags},
    {"write", run_write, buffers, transfer_no_flags},
    {"writev", run_writev, buffers, transfer_no_flags},
    {"recv", run_recv, buffers, receive_flags},
    {"__recv_chk", run_recv_chk, buffers, receive_flags},
    {"recvfrom", run_recvfrom, buffers, receive_flags},
    {"recvfrom with a bad address", run_recvfrom_nowhere, buffers, transfer_no_flags},
    {"__recvfrom_chk", run_recvfrom_chk, buffers, receive_flags},
    {"recvmsg", run_recvmsg, buffers, receive_flags},
    {"recvmmsg", run_recvmmsg, buffers, receive_flags},
    {"read", run_read, buffers, transfer_no_flags},
    {"__read_chk", run_read_chk, buffers, transfer_no_flags},
    {"readv", run_readv, buffers, transfer_no_flags},
    {NULL, NULL, NULL, NULL},
};
