// SPDX-License-Identifier: MIT
#include "transfer.h"

#include <limits.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

static char text[16];
static struct iovec part = {text, 8};
static struct iovec empty_parts[IOV_MAX + 1];
static struct iovec negative_part = {text, SIZE_MAX};
static struct iovec too_long_parts[2] = {{text, SSIZE_MAX}, {text, SSIZE_MAX}};
static struct iovec part_nowhere = {NOWHERE, 8};

/* `at` is a struct iovec *, length a count. */
static const struct buffer vectors[] = {
    {"no parts", &part, 0, false},
    {"no parts at NULL", NULL, 0, false},
    {"a part at NULL", NULL, 1, false},
    {"a part nowhere", NOWHERE, 1, false},
    {"-1 parts", &part, (size_t)-1, false},
    {"INT_MIN parts", &part, (size_t)INT_MIN, false},
    {"an empty part", empty_parts, 1, false},
    {"the most empty parts", empty_parts, IOV_MAX, false},
    {"too many empty parts", empty_parts, IOV_MAX + 1, false},
    {"a negative part", &negative_part, 1, false},
    {"parts that overflow", too_long_parts, 2, false},
    {"a part that is nowhere", &part_nowhere, 1, false},
    {NULL, NULL, 0, false},
};

static struct mmsghdr whole = {.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}};
static struct mmsghdr empty;
static struct mmsghdr empties[2];
static struct mmsghdr too_many = {.msg_hdr = {.msg_iov = empty_parts, .msg_iovlen = IOV_MAX + 1}};
static struct mmsghdr bad_control = {
    .msg_hdr = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = text, .msg_controllen = 16}};
static struct mmsghdr bad_name = {
    .msg_hdr = {.msg_iov = &part, .msg_iovlen = 1, .msg_name = NOWHERE, .msg_namelen = 16}};
static struct mmsghdr long_name = {
    .msg_hdr = {.msg_iov = &part, .msg_iovlen = 1, .msg_name = text, .msg_namelen = 4096}};
static struct mmsghdr bad_second[2] = {
    {.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}},
    {.msg_hdr = {.msg_iov = NOWHERE, .msg_iovlen = 1}},
};

/* `at` is a struct mmsghdr *, which begins with a struct msghdr; length a count. */
static const struct buffer messages[] = {
    {"whole", &whole, 1, false},
    {"none", &whole, 0, false},
    {"none at NULL", NULL, 0, false},
    {"NULL", NULL, 1, false},
    {"nowhere", NOWHERE, 1, false},
    {"empty", &empty, 1, false},
    {"two that are empty", empties, 2, false},
    {"one with too many parts", &too_many, 1, false},
    {"one with bad control data", &bad_control, 1, false},
    {"one with an address nowhere", &bad_name, 1, false},
    {"one with a long address", &long_name, 1, false},
    {"two, the second is bad", bad_second, 2, false},
    {NULL, NULL, 0, false},
};

static long run_readv(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)flags, (void)effect;
    return readv(fd, buffer->at, (int)buffer->length);
}

static long run_writev(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)flags, (void)effect;
    return writev(fd, buffer->at, (int)buffer->length);
}

static long run_sendmsg(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)effect;
    return sendmsg(fd, buffer->at, flags);
}

static long run_recvmsg(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)effect;
    return recvmsg(fd, buffer->at, flags);
}

static long run_sendmmsg(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)effect;
    return sendmmsg(fd, buffer->at, (unsigned)buffer->length, flags);
}

static long run_recvmmsg(int fd, const struct buffer *buffer, int flags, struct effect *effect)
{
    (void)effect;
    return recvmmsg(fd, buffer->at, (unsigned)buffer->length, flags, NULL);
}

static long run_recvmmsg_nowhere(int fd, const struct buffer *buffer, int flags,
                                 struct effect *effect)
{
    (void)effect;
    return recvmmsg(fd, buffer->at, (unsigned)buffer->length, flags, NOWHERE);
}

static long run_recvmmsg_never(int fd, const struct buffer *buffer, int flags,
                               struct effect *effect)
{
    struct timespec never = {.tv_nsec = -1};
    (void)effect;
    return recvmmsg(fd, buffer->at, (unsigned)buffer->length, flags, &never);
}

const struct transfer malformed_transfers[] = {
    {"readv", run_readv, vectors, transfer_no_flags},
    {"writev", run_writev, vectors, transfer_no_flags},
    {"sendmsg", run_sendmsg, messages, transfer_no_flags},
    {"recvmsg", run_recvmsg, messages, transfer_no_flags},
    {"sendmmsg", run_sendmmsg, messages, transfer_no_flags},
    {"recvmmsg", run_recvmmsg, messages, transfer_no_flags},
    {"recvmmsg with its time nowhere", run_recvmmsg_nowhere, messages, transfer_no_flags},
    {"recvmmsg with a wrong time", run_recvmmsg_never, messages, transfer_no_flags},
    {NULL, NULL, NULL, NULL},
};
