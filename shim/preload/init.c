// SPDX-License-Identifier: MIT
#include "home.h"
#include "judge.h"
#include "keeper.h"
#include "libc.h"
#include "post.h"
#include "process.h"
#include "records.h"
#include "settings.h"

#include <pthread.h>

/* What happens in a child between fork() and its return there: nothing is locked, nothing
 * allocated. */
static void after_fork(void)
{
    process_adopt();
    records_clear_waits();
    judge_forget();
    post_forget();
    keeper_forget();
}

static void hook_fork(void)
{
    pthread_atfork(NULL, NULL, after_fork);
}

/*
 * The order of start-up. The table is not here: it is attached, and the keeper started,
 * at the first connect to a node, so that a program that never makes one, such as each
 * command of a shell script, pays for neither.
 */
static void (*const stages[])(void) = {
    libc_resolve,   /* before all that calls */
    process_adopt,  /* before hooks may keep records */
    settings_read,  /* while the environment is whole; opens the journal */
    keeper_measure, /* while nobody else is in the dynamic linker */
    hook_fork,      /* last: a child inherits what the above have made */
};

__attribute__((constructor)) static void start(void)
{
    for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++)
        stages[i]();
}

/* The leases would run out by themselves, but others need not wait for that. */
__attribute__((destructor)) static void finish(void)
{
    if (process_is_owner() && home_table_if_any() != NULL)
        post_resign();
}
