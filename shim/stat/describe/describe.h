// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_DESCRIBE_H
#define MCSHIM_STAT_DESCRIBE_H

/*
 * What is generated, when mcshim is built, from the one list of verbs and options. Each writes
 * to standard output.
 */

/* The manual in scdoc(5), from a template on standard input with the lines @verbs@ and @options@.
 */
void describe_manual(void);

void describe_bash(void); /* a completion for bash-completion */
void describe_zsh(void);  /* a completion for compinit */

#endif
