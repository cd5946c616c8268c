// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_JOURNAL_H
#define MCSHIM_PRELOAD_JOURNAL_H

#include <syslog.h>

/*
 * The log: one line a call, to wherever MCSHIM_LOG says; a line that nobody takes is lost,
 * for nothing here waits. No stdio stream, no lock, no descriptor that stays open, never the
 * program's standard output.
 */

enum journal_target {
    JOURNAL_AUTO, /* standard error if it is a terminal, else syslog */
    JOURNAL_STDERR,
    JOURNAL_SYSLOG,
    JOURNAL_FILE,
    JOURNAL_OFF,
};

/* Once, before the program has threads; path, kept, for JOURNAL_FILE alone. */
void journal_open(enum journal_target target, const char *path);

/* LOG_WARNING and its like, printf's format. In the constructor, in the keeper, or where there is
 * none. */
void journal_say(int priority, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * The same, with fields for systemd's journal, lines of "NAME=value\n" whose values hold no
 * line feed. Where the log goes to syslog and the journal can be had, it gets them, and syslog
 * gets nothing: the journal forwards. In the keeper.
 */
void journal_say_with(const char *fields, int priority, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * For hooks, which must not write: leaves a static sentence for the keeper to say.
 * Each sentence once a process. Any thread, signal handlers, after fork.
 */
void journal_leave(const char *sentence);

/* Says what hooks have left. In the keeper. */
void journal_say_left(void);

/*
 * How the keeper gets at the program's standard error, whose number means nothing
 * in its own descriptor table: a function that returns a descriptor to be closed,
 * or -1. NULL: the number is good as it is.
 */
void journal_borrow_with(int (*borrow)(int fd));

#endif
