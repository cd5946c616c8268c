// SPDX-License-Identifier: MIT
#include "keeper.h"

#include "alarm.h"
#include "borrow.h"
#include "common/clock.h"
#include "filter.h"
#include "home.h"
#include "journal.h"
#include "judge.h"
#include "mode.h"
#include "process.h"
#include "settings.h"
#include "watch.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    STACK_BYTES = 128 * 1024,
    RETRY_MS = 1000, /* after a thread could not be had */
};

static atomic_int state;
static _Atomic(uint64_t) retry_ms;
static atomic_bool said;
static size_t taken_bytes; /* of a stack, by glibc */

/*
 * The kernel's list of robust futexes of this thread, with one entry: the keeper word
 * of our slot, which lies in shared memory while the list itself, which the kernel and
 * nobody else follows, does not (set_robust_list(2), Documentation/locking/robust-futex-ABI).
 */
static struct robust_list entry;
static struct robust_list_head robust = {.list = {&entry}};

static void prepare_slot(struct process *process)
{
    entry.next = &robust.list;
    robust.futex_offset =
        (long)((uintptr_t)process + offsetof(struct process, keeper) - (uintptr_t)&entry);
    syscall(SYS_set_robust_list, &robust, sizeof robust);
}

static void read_command(struct process *process)
{
    char name[PROCESS_COMMAND_MAX + 1] = {0};
    const char *base = program_invocation_short_name;
    for (size_t i = 0; i < PROCESS_COMMAND_MAX && base[i] != '\0'; i++)
        name[i] = base[i];
    process_set_command(process, name);
}

static struct process *enlist(enum keeper_descriptors descriptors)
{
    struct process *process = table_enlist(home_table_if_any(), (uint32_t)gettid(), prepare_slot);
    if (process == NULL)
        return NULL;
    atomic_store(&process->pid, (uint32_t)getpid());
    atomic_store(&process->mode, (uint32_t)mode_now());
    atomic_store(&process->descriptors, (uint32_t)descriptors);
    atomic_store(&process->patience_ms, (uint32_t)(settings.stall_ms + settings.check_timeout_ms));
    atomic_store(&process->connections, 0);
    atomic_store(&process->waiting, 0);
    poke(&process->since_ms, clock_coarse_ms());
    read_command(process);
    return process;
}

static void look_and_sleep(struct process *process)
{
    const uint32_t bell = alarm_open();
    const uint64_t now_ms = clock_exact_us() / 1000;
    const struct watch watch = watch_look(now_ms);
    const struct outlook outlook = judge_look(now_ms);
    const uint64_t next_ms = watch.next_ms < outlook.next_ms ? watch.next_ms : outlook.next_ms;
    atomic_store(&process->mode, (uint32_t)mode_now());
    atomic_store(&process->connections, watch.connections);
    atomic_store(&process->waiting, watch.waiting);
    journal_say_left();
    if (outlook.again)
        return;
    if (outlook.checking)
        judge_wait(next_ms);
    else
        alarm_sleep(bell, next_ms, now_ms + watch.pause_ms);
}

/*
 * A thread that shares root and working directory with others may not enter a mount
 * namespace (setns(2)), and one that stays in a directory keeps it from being unmounted:
 * neither must be for our sake. For filter_allows(), which may run it twice.
 */
static bool leave_directories(void)
{
    return unshare(CLONE_FS) == 0 && chdir("/") == 0;
}

static void *keep(void *unused)
{
    (void)unused;
    pthread_setname_np(pthread_self(), "mcshim");
    if (filter_allows(leave_directories))
        leave_directories();
    const bool private = borrow_begin();
    if (private)
        journal_borrow_with(borrow);
    home_say_table();
    struct process *process = enlist(private ? DESCRIPTORS_PRIVATE : DESCRIPTORS_SHARED);
    if (process == NULL) {
        journal_say(LOG_WARNING,
                    "the table's list of processes is full, this one is not protected");
        atomic_store(&state, KEEPER_NEVER);
        return NULL;
    }
    alarm_listen(process);
    for (;;)
        look_and_sleep(process);
}

/*
 * What glibc puts on each stack, foremost the thread-local variables of the program and its
 * libraries, is not ours to use: a stack without room for it is refused, or too soon full. How
 * much it is glibc tells under a private name, which it keeps for the runtimes that ask.
 */
void keeper_measure(void)
{
    size_t (*ask)(const pthread_attr_t *attributes);
    void *symbol = dlsym(RTLD_DEFAULT, "__pthread_get_minstack");
    pthread_attr_t attributes;
    if (symbol == NULL)
        return;
    memcpy(&ask, &symbol, sizeof ask);
    pthread_attr_init(&attributes);
    taken_bytes = ask(&attributes);
    pthread_attr_destroy(&attributes);
}

/* With all signals blocked from its first instruction on: they are the program's. */
static int create_thread(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES + taken_bytes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int error = pthread_create(&thread, &attributes, keep, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}

static __attribute__((cold, noinline)) enum keeper_state start(void)
{
    int found = KEEPER_NONE;
    if (clock_coarse_ms() < atomic_load(&retry_ms) || !process_is_owner() ||
        !atomic_compare_exchange_strong(&state, &found, KEEPER_LIVES))
        return (enum keeper_state)found;
    const int saved_errno = errno;
    const int error = create_thread();
    errno = saved_errno;
    if (error == 0)
        return KEEPER_LIVES;
    if (!atomic_exchange(&said, true))
        journal_say(LOG_WARNING,
                    "no thread to be had (%s): nodes are not checked, after a failure "
                    "one request a while tries",
                    strerrordesc_np(error));
    atomic_store(&retry_ms, clock_coarse_ms() + RETRY_MS);
    atomic_store(&state, KEEPER_NONE);
    return KEEPER_NONE;
}

enum keeper_state keeper_ensure(void)
{
    const int found = atomic_load_explicit(&state, memory_order_relaxed);
    return found != KEEPER_NONE ? (enum keeper_state)found : start();
}

void keeper_forget(void)
{
    alarm_listen(NULL);
    journal_borrow_with(NULL);
    atomic_store(&state, KEEPER_NONE);
    atomic_store(&retry_ms, 0);
}
