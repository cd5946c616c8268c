// SPDX-License-Identifier: MIT
#ifndef MCSHIM_PRELOAD_BORROW_H
#define MCSHIM_PRELOAD_BORROW_H

#include <stdbool.h>

/*
 * The keeper's way to the program's descriptors. It has a descriptor table of its
 * own, so that nothing of ours shows in the program's, and takes a second descriptor
 * for a socket by pidfd_getfd(2); where that is forbidden it shares the program's
 * table and uses F_DUPFD_CLOEXEC: there a program that closes whatever it finds closes ours,
 * too, and has the number for something else. Only the keeper's thread calls these.
 */

/* First thing in the keeper's thread. True: the table is its own now. */
bool borrow_begin(void);

/* A second descriptor for the program's fd, pinned until it is closed; -1: there is none. */
int borrow(int fd);

/*
 * A descriptor of our own, which must not stand in the program's way: under another number if
 * the table is shared, for programs count on the lowest one. The same one if it cannot be.
 */
int borrow_aside(int fd);

/* Gives a borrowed descriptor back. */
void borrow_end(int borrowed);

#endif
