// SPDX-License-Identifier: MIT
/*
 * Every hooked call that sends or receives, in every state and mode of a connection, with
 * every kind of buffer and flag: what it returns, errno, what arrives and what is left,
 * signals. Argument: an address to listen at and to connect to.
 */
#include "hazard.h"
#include "pair.h"
#include "transfer.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile sig_atomic_t broken_pipes;

static void count_broken_pipe(int number)
{
    (void)number;
    broken_pipes++;
}

static void print_case(const struct transfer *transfer, const struct buffer *buffer,
                       const struct flag *flag, enum pair_state state, enum pair_mode mode,
                       struct pair pair)
{
    struct effect effect = {0};
    char left[16];
    char arrived[16];
    broken_pipes = 0;
    errno = ERRNO_BEFORE;
    const long result = transfer->run(pair.near, buffer, flag->value, &effect);
    const bool cut = result > 0 && (size_t)result > TRANSFER_EXACT;
    printf("%s, %s: %s(%s, %s): %s", pair_state_names[state], pair_mode_names[mode], transfer->name,
           buffer->name, flag->name, cut ? "much" : outcome(result));
    pair_drain(pair.near, left, sizeof left);
    pair_drain(pair.far, arrived, state == PAIR_FULL || cut ? 1 : sizeof arrived);
    printf(" [%s]%s, left [%s], arrived [%s], SIGPIPE %d\n", effect.received, effect.more, left,
           arrived, (int)broken_pipes);
}

static void try_states(const struct transfer *transfer, const struct buffer *buffer,
                       const struct flag *flag, int listener, const char *address)
{
    for (enum pair_state state = 0; state < PAIR_STATES; state++)
        for (enum pair_mode mode = 0; mode < PAIR_MODES; mode++) {
            if (mode != PAIR_NONBLOCKING && !buffer->all_modes)
                continue;
            const struct pair pair = pair_open(listener, address, state, mode);
            print_case(transfer, buffer, flag, state, mode, pair);
            pair_close(pair);
        }
}

/* Numbers that are no connection: closed, never open, beyond all limits. */
static void try_bad_numbers(const struct transfer *transfer, const struct buffer *buffer,
                            const struct flag *flag, int listener, const char *address)
{
    static const int numbers[] = {-1, 999, 1 << 20, (1 << 20) - 1, 0x7fffffff};
    const struct pair closed = pair_open(listener, address, PAIR_SILENT, PAIR_BLOCKING);
    const struct pair none = {.near = closed.near, .far = -1};
    struct effect effect = {0};
    pair_close(closed);
    print_case(transfer, buffer, flag, PAIR_UNCONNECTED, PAIR_BLOCKING, none);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        errno = ERRNO_BEFORE;
        const long result = transfer->run(numbers[i], buffer, flag->value, &effect);
        printf("%d: %s(%s, %s): %s\n", numbers[i], transfer->name, buffer->name, flag->name,
               outcome(result));
    }
}

static void try_all(const struct transfer *transfer, int listener, const char *address)
{
    for (; transfer->name != NULL; transfer++)
        for (const struct buffer *buffer = transfer->buffers; buffer->name != NULL; buffer++)
            for (const struct flag *flag = transfer->flags; flag->name != NULL; flag++) {
                try_states(transfer, buffer, flag, listener, address);
                try_bad_numbers(transfer, buffer, flag, listener, address);
            }
}

int main(int argc, char *argv[])
{
    const struct sigaction action = {.sa_handler = count_broken_pipe};
    must(argc == 2, "usage: transfers ADDRESS:PORT");
    const int listener = listen_at(argv[1]);
    sigaction(SIGPIPE, &action, NULL);
    signal(SIGIO, SIG_IGN);
    transfer_prepare();
    try_all(transfers, listener, argv[1]);
    try_all(malformed_transfers, listener, argv[1]);
    return 0;
}
