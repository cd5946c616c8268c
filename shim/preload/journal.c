// SPDX-License-Identifier: MIT
#include "journal.h"

#include "common/clock.h"
#include "libc.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { LINE_MAX_BYTES = 512, LEFT_MAX = 8 };

static struct {
    enum journal_target target;
    const char *path;
    /* Standard error as it was at the start: the number may be reused for something else. */
    dev_t stderr_device;
    ino_t stderr_inode;
    int (*borrow)(int fd);
    _Atomic(const char *) left[LEFT_MAX];
    atomic_uint said;
} journal = {.target = JOURNAL_OFF};

void journal_open(enum journal_target target, const char *path)
{
    struct stat status;
    const bool exists = fstat(STDERR_FILENO, &status) == 0;
    journal.stderr_device = exists ? status.st_dev : 0;
    journal.stderr_inode = exists ? status.st_ino : 0;
    journal.path = path;
    if (target == JOURNAL_AUTO)
        target = isatty(STDERR_FILENO) ? JOURNAL_STDERR : JOURNAL_SYSLOG;
    journal.target = target;
}

void journal_borrow_with(int (*borrow)(int fd))
{
    journal.borrow = borrow;
}

static bool is_stderr(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && status.st_dev == journal.stderr_device &&
           status.st_ino == journal.stderr_inode;
}

/* A full pipe or a stopped terminal takes nothing, for as long as nobody reads it. */
static bool takes_a_line(int fd)
{
    struct pollfd poll = {.fd = fd, .events = POLLOUT};
    const struct timespec at_once = {0};
    return ppoll(&poll, 1, &at_once, NULL) == 1 && poll.revents == POLLOUT;
}

static void write_stderr(const char *line, size_t length)
{
    int (*const borrow)(int fd) = journal.borrow;
    const int fd = borrow != NULL ? borrow(STDERR_FILENO) : STDERR_FILENO;
    if (fd >= 0 && is_stderr(fd) && takes_a_line(fd))
        libc.write(fd, line, length);
    if (fd >= 0 && borrow != NULL)
        libc.close(fd);
}

static void write_file(const char *line, size_t length)
{
    const int fd = open(journal.path,
                        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0640);
    if (fd < 0)
        return;
    libc.write(fd, line, length);
    libc.close(fd);
}

/* A datagram: no connection that stays open, and nobody to wait for. */
static bool send_to(const struct sockaddr_un *address, const char *text, size_t length)
{
    const int fd = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    const ssize_t sent = libc.sendto(fd, text, length, MSG_NOSIGNAL,
                                     (const struct sockaddr *)address, sizeof *address);
    libc.close(fd);
    return sent == (ssize_t)length;
}

static void write_syslog(const char *line, size_t length)
{
    static const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
    send_to(&address, line, length);
}

/* What stands before the text: syslog wants a priority and adds the time, a file wants the time. */
static int print_head(char *line, size_t size, int priority)
{
    char time_text[CLOCK_UTC_TEXT_MAX];
    if (journal.target == JOURNAL_SYSLOG)
        return snprintf(line, size, "<%d>mcshim[%d]: ", LOG_DAEMON | priority, (int)getpid());
    if (journal.target == JOURNAL_FILE)
        return snprintf(line, size, "%s mcshim[%d]: ", clock_print_utc(clock_unix_ms(), time_text),
                        (int)getpid());
    return snprintf(line, size, "mcshim: ");
}

/* Cuts what is too long for a line. Returns the length, without a line feed. */
__attribute__((format(printf, 3, 0))) static size_t
print_line(char line[static LINE_MAX_BYTES], int priority, const char *format, va_list arguments)
{
    size_t length = (size_t)print_head(line, LINE_MAX_BYTES, priority);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang 14 overlooks va_start() */
    const int text = vsnprintf(line + length, LINE_MAX_BYTES - 1 - length, format, arguments);
    if (text > 0)
        length += (size_t)text;
    return length < LINE_MAX_BYTES - 2 ? length : LINE_MAX_BYTES - 2;
}

static void write_line(char line[static LINE_MAX_BYTES], size_t length)
{
    if (journal.target == JOURNAL_SYSLOG) {
        write_syslog(line, length);
        return;
    }
    line[length] = '\n';
    if (journal.target == JOURNAL_STDERR)
        write_stderr(line, length + 1);
    else
        write_file(line, length + 1);
}

void journal_say(int priority, const char *format, ...)
{
    const int saved_errno = errno;
    char line[LINE_MAX_BYTES];
    va_list arguments;
    if (journal.target == JOURNAL_OFF)
        return;
    va_start(arguments, format);
    write_line(line, print_line(line, priority, format, arguments));
    va_end(arguments);
    errno = saved_errno;
}

/* In the journal's own protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL). False: it is not there. */
static bool write_journald(const char *fields, int priority, const char *text)
{
    static const struct sockaddr_un address = {.sun_family = AF_UNIX,
                                               .sun_path = "/run/systemd/journal/socket"};
    char message[2 * LINE_MAX_BYTES];
    const int length = snprintf(message, sizeof message,
                                "MESSAGE=%s\nPRIORITY=%d\nSYSLOG_FACILITY=%d\n"
                                "SYSLOG_IDENTIFIER=mcshim\nSYSLOG_PID=%d\n%s",
                                text, priority, LOG_FAC(LOG_DAEMON), (int)getpid(), fields);
    return length < (int)sizeof message && send_to(&address, message, (size_t)length);
}

void journal_say_with(const char *fields, int priority, const char *format, ...)
{
    const int saved_errno = errno;
    char line[LINE_MAX_BYTES];
    va_list arguments;
    if (journal.target == JOURNAL_OFF)
        return;
    va_start(arguments, format);
    const size_t length = print_line(line, priority, format, arguments);
    va_end(arguments);
    line[length] = '\0';
    const char *text = strstr(line, ": ") + 2; /* print_head() has put it there */
    if (journal.target != JOURNAL_SYSLOG || !write_journald(fields, priority, text))
        write_line(line, length);
    errno = saved_errno;
}

void journal_leave(const char *sentence)
{
    for (size_t i = 0; i < LEFT_MAX; i++) {
        const char *found = NULL;
        if (atomic_compare_exchange_strong(&journal.left[i], &found, sentence) || found == sentence)
            return;
    }
}

void journal_say_left(void)
{
    for (unsigned i = atomic_load(&journal.said); i < LEFT_MAX; i++) {
        const char *sentence = atomic_load(&journal.left[i]);
        if (sentence == NULL)
            return;
        journal_say(LOG_WARNING, "%s", sentence);
        atomic_store(&journal.said, i + 1);
    }
}
