// SPDX-License-Identifier: MIT
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* The other screen and no cursor; back; home; to the end of the line; of the screen. */
#define TAKE       "\033[?1049h\033[?25l"
#define GIVE_BACK  "\033[?25h\033[?1049l"
#define HOME       "\033[H"
#define CLEAR_LINE "\033[0m\033[K"
#define CLEAR_REST "\033[J"

static struct termios before;
static bool taken;
static volatile sig_atomic_t ended;
static volatile sig_atomic_t suspended;
static sigset_t unblocked;

static void note_end(int number)
{
    (void)number;
    ended = 1;
}

static void note_suspend(int number)
{
    (void)number;
    suspended = 1;
}

static void note_nothing(int number)
{
    (void)number; /* it ends ppoll() */
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigaction(number, &action, NULL);
}

/* They are let through only in ppoll(), so that none is missed. */
static void handle_signals(void)
{
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGHUP);
    sigaddset(&blocked, SIGTSTP);
    sigaddset(&blocked, SIGWINCH);
    sigprocmask(SIG_BLOCK, &blocked, &unblocked);
    handle(SIGINT, note_end);
    handle(SIGTERM, note_end);
    handle(SIGHUP, note_end);
    handle(SIGTSTP, note_suspend);
    handle(SIGWINCH, note_nothing);
}

static void take(void)
{
    struct termios keys = before;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &keys);
    fputs(TAKE, stdout);
    fflush(stdout);
    taken = true;
}

bool terminal_enter(void)
{
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return false;
    handle_signals();
    take();
    return true;
}

void terminal_leave(void)
{
    if (!taken)
        return;
    taken = false;
    fputs(GIVE_BACK, stdout);
    fflush(stdout);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
}

/* As any program that is suspended, but the shell gets its own screen. */
static void suspend(void)
{
    suspended = 0;
    terminal_leave();
    raise(SIGSTOP);
    take();
}

enum terminal_event terminal_wait(uint64_t limit_ms, char *key)
{
    struct pollfd keys = {.fd = STDIN_FILENO, .events = POLLIN};
    const struct timespec limit = {(time_t)(limit_ms / 1000), (long)(limit_ms % 1000 * 1000000)};
    const int ready = ppoll(&keys, 1, &limit, &unblocked);
    if (ended)
        return TERMINAL_END;
    if (suspended)
        suspend();
    if (ready < 0)
        return errno == EINTR ? TERMINAL_RESIZED : TERMINAL_END;
    if (ready == 0)
        return TERMINAL_TIME;
    return read(STDIN_FILENO, key, 1) == 1 ? TERMINAL_KEY : TERMINAL_END;
}

/* Where the part of the line ends that fits; escapes and the rest of a character have no width. */
static const char *fit(const char *line, const char *end, unsigned width)
{
    unsigned used = 0;
    for (const char *at = line; at < end; at++) {
        if (*at == '\033') {
            while (at < end && *at != 'm')
                at++;
            continue;
        }
        const bool begins = (*at & 0xc0) != 0x80;
        if (begins && used == width)
            return at;
        used += begins;
    }
    return end;
}

void terminal_draw(const char *text)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    fputs(HOME, stdout);
    for (unsigned row = 0; row < size.ws_row && *text != '\0'; row++) {
        const char *end = strchrnul(text, '\n');
        const char *cut = fit(text, end, size.ws_col);
        fprintf(stdout, "%s%.*s" CLEAR_LINE, row > 0 ? "\n" : "", (int)(cut - text), text);
        text = *end == '\n' ? end + 1 : end;
    }
    fputs(CLEAR_REST, stdout);
    fflush(stdout);
}
