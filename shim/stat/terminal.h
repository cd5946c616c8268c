// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_TERMINAL_H
#define MCSHIM_STAT_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The terminal as a screen that is drawn again and again, with plain ANSI sequences: all that
 * is needed are five of them, which every terminal of the last forty years knows, and a
 * library of screens would want a description of the terminal that containers often lack.
 * Main thread.
 */

/* Takes the screen; keys come one by one and unseen. False: standard input is no terminal. */
bool terminal_enter(void);

/* Gives it back as it was. Harmless if it was not taken. */
void terminal_leave(void);

enum terminal_event {
    TERMINAL_TIME,    /* nothing happened in so long */
    TERMINAL_KEY,     /* *key was pressed */
    TERMINAL_RESIZED, /* also after it was suspended: draw again */
    TERMINAL_END,     /* a signal, or nobody is there any more */
};

enum terminal_event terminal_wait(uint64_t limit_ms, char *key);

/* Draws `text`, cut to the screen; each line may hold colours and UTF-8. */
void terminal_draw(const char *text);

#endif
