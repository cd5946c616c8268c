// SPDX-License-Identifier: MIT
#include "journal.h"

#include "common/clock.h"
#include "libc.h"

#include <errno.h>
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

static void write_stderr(const char *line, size_t length)
{
    struct stat status;
    const int fd = journal.borrow != NULL ? journal.borrow(STDERR_FILENO) : STDERR_FILENO;
    if (fd >= 0 && fstat(fd, &status) == 0 && status.st_dev == journal.stderr_device &&
        status.st_ino == journal.stderr_inode)
        libc.write(fd, line, length);
    if (fd >= 0 && fd != STDERR_FILENO)
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

static void write_syslog(const char *line, size_t length)
{
    const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
    const int fd = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    libc.sendto(fd, line, length, MSG_NOSIGNAL, (const struct sockaddr *)&address, sizeof address);
    libc.close(fd);
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

void journal_say(int priority, const char *format, ...)
{
    const int saved_errno = errno;
    char line[LINE_MAX_BYTES];
    va_list arguments;
    if (journal.target == JOURNAL_OFF)
        return;
    size_t length = (size_t)print_head(line, sizeof line, priority);
    va_start(arguments, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang 14 overlooks va_start() */
    const int text = vsnprintf(line + length, sizeof line - 1 - length, format, arguments);
    va_end(arguments);
    if (text > 0)
        length += (size_t)text;
    if (length > sizeof line - 2)
        length = sizeof line - 2;
    line[length++] = '\n';
    if (journal.target == JOURNAL_STDERR)
        write_stderr(line, length);
    else if (journal.target == JOURNAL_FILE)
        write_file(line, length);
    else
        write_syslog(line, length - 1);
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
