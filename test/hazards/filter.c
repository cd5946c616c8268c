// SPDX-License-Identifier: MIT
#include "filter.h"

#include "hazard.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CALLS_MAX = 8 };

static const struct style {
    const char *name;
    unsigned action;
    int calls[CALLS_MAX]; /* up to a negative one */
} styles[] = {
    /* Docker's default profile, without CAP_SYS_PTRACE. */
    {"docker",
     SECCOMP_RET_ERRNO | EPERM,
     {SYS_pidfd_getfd, SYS_kcmp, SYS_ptrace, SYS_process_vm_readv, SYS_unshare, -1}},
    /* The same of a few years ago, which says EPERM to all that it has never heard of. */
    {"old-docker",
     SECCOMP_RET_ERRNO | EPERM,
     {SYS_pidfd_getfd, SYS_pidfd_open, SYS_close_range, SYS_faccessat2, -1}},
    {"no-such-call",
     SECCOMP_RET_ERRNO | ENOSYS,
     {SYS_pidfd_getfd, SYS_pidfd_open, SYS_close_range, -1}},
    /* systemd's SystemCallFilter without SystemCallErrorNumber. */
    {"systemd", SECCOMP_RET_KILL_PROCESS, {SYS_pidfd_getfd, SYS_ptrace, -1}},
    {"kill",
     SECCOMP_RET_KILL_PROCESS,
     {SYS_pidfd_getfd, SYS_pidfd_open, SYS_close_range, SYS_unshare, -1}},
    {"kill-thread", SECCOMP_RET_KILL_THREAD, {SYS_pidfd_getfd, SYS_pidfd_open, -1}},
    {"trap", SECCOMP_RET_TRAP, {SYS_pidfd_getfd, SYS_pidfd_open, SYS_close_range, -1}},
    /* As if RLIMIT_NPROC were reached, which root is not held to: no thread is to be had. */
    {"no-threads", SECCOMP_RET_ERRNO | EAGAIN, {SYS_clone, SYS_clone3, -1}},
    /* "SystemCallFilter=~@ipc". */
    {"no-shared-memory", SECCOMP_RET_KILL_PROCESS, {SYS_shmget, SYS_shmat, SYS_shmctl, -1}},
    {"no-shared-memory-eperm", SECCOMP_RET_ERRNO | EPERM, {SYS_shmget, SYS_shmat, SYS_shmctl, -1}},
};

static void install(const struct style *style, unsigned flags)
{
    struct sock_filter code[2 * CALLS_MAX + 2] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    };
    unsigned short length = 1;
    for (const int *call = style->calls; *call >= 0; call++) {
        const struct sock_filter compare =
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)*call, 0, 1);
        const struct sock_filter refuse = BPF_STMT(BPF_RET | BPF_K, style->action);
        code[length++] = compare;
        code[length++] = refuse;
    }
    const struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    code[length++] = allow;
    const struct sock_fprog program = {.len = length, .filter = code};
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no new privileges");
    must(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program) == 0, "a filter");
}

void filter_enter(const char *name, bool all_threads)
{
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
        if (strcmp(styles[i].name, name) == 0)
            install(&styles[i], all_threads ? SECCOMP_FILTER_FLAG_TSYNC : 0);
    must(prctl(PR_GET_SECCOMP) == SECCOMP_MODE_FILTER, "there is such a style");
}
