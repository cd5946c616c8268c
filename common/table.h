// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_TABLE_H
#define MCSHIM_COMMON_TABLE_H

#include "endpoint.h"
#include "events.h"
#include "shared.h"

/*
 * The shared table: what is known of each node, and who is protected. It lies in
 * memory that other processes write too, perhaps wrongly, so no index, length or
 * time in it is trusted: readers clamp what they read. There is no lock and no
 * pointer in it, only words of fixed width; a process may die at any instruction.
 *
 * A slot is free while its tag is 0 and is never given back. Times are those of
 * clock_coarse_ms().
 */

enum {
    TABLE_VERSION = 2,
    TABLE_NODES = 2048,
    TABLE_PROCESSES = 1024,
    PROCESS_COMMAND_MAX = 24,
};

#define TABLE_MAGIC UINT64_C(0x656c626174634d01)

struct node {
    /* Read by hooks. */
    shared_u64 tag;         /* endpoint_hash() of the key */
    shared_u64 key[3];      /* a struct endpoint; written after the tag, by all alike */
    shared_u64 status;      /* see transition.h */
    shared_u64 heard_ms;    /* last byte anybody received while the node was not UP */
    shared_u64 accepted_ms; /* start of the last check whose connect was answered */
    shared_u64 replied_ms;  /* start of the last check that got a reply */

    /* Written by the judge. */
    shared_u64 since_ms; /* when the state was entered */
    shared_u64 lease_ms; /* until when somebody may judge; 0: nobody */
    shared_u64 next_check_ms;
    shared_u64 last_down_ms;
    shared_u64 flaps;     /* times it went DOWN soon after it went DOWN */
    shared_u64 answer_us; /* how fast the last answered check was */
    shared_u64 checks;
    shared_u64 pace; /* see pace.h */

    /* Counters. */
    shared_u64 stalls;      /* waits that outlasted the stall limit */
    shared_u64 waited_ms;   /* the length of those waits, summed */
    shared_u64 failed_fast; /* connects refused by us */
    shared_u64 released;    /* connections shut down by us */
    shared_u64 unused_counters[4];
};

struct process {
    /*
     * The keeper's thread id while it lives. The kernel sets FUTEX_OWNER_DIED in
     * it however the keeper ends (robust futexes, set_robust_list(2)), so a slot
     * is given back without anybody looking at process ids, which mean nothing
     * between containers.
     */
    shared_u32 keeper;
    shared_u32 bell;        /* futex the keeper sleeps on */
    shared_u32 pid;         /* as the process itself sees it */
    shared_u32 mode;        /* enum shim_mode */
    shared_u32 connections; /* as of the keeper's last look */
    shared_u32 waiting;
    shared_u32 descriptors; /* enum keeper_descriptors */
    shared_u32 patience_ms; /* how long a wait on a node that falls silent may last */
    shared_u64 since_ms;
    shared_u64 command[PROCESS_COMMAND_MAX / sizeof(uint64_t)];
};

enum shim_mode { MODE_ENFORCE, MODE_OBSERVE, MODE_OFF };

/* 0, and whatever is none of these: each process does as its own settings say. */
enum mode_switch { SWITCH_NONE, SWITCH_ENFORCE, SWITCH_OBSERVE, SWITCH_OFF };

enum { MODE_SWITCHES = SWITCH_OFF + 1 };

/* Whether the keeper's descriptors are out of the program's sight, as they are where it is allowed.
 */
enum keeper_descriptors { DESCRIPTORS_PRIVATE, DESCRIPTORS_SHARED };

struct table {
    shared_u64 magic;
    shared_u64 version;
    shared_u64 size;       /* sizeof(struct table) */
    shared_u64 nonce;      /* also in the anchor: proves that they belong together */
    shared_u64 network;    /* inode of the network namespace that it is about */
    shared_u64 generation; /* counts verdicts */
    shared_u64 mode;       /* enum mode_switch: for all processes, at run time */
    shared_u64 unused;
    _Alignas(64) struct process processes[TABLE_PROCESSES];
    _Alignas(64) struct node nodes[TABLE_NODES];
    _Alignas(64) struct events events;
};

_Static_assert(sizeof(struct node) == 192, "three cache lines; the layout has a version");
_Static_assert(sizeof(struct process) == 64, "one cache line; the layout has a version");

/*
 * The functions here: any thread, signal handlers, after fork; no allocation, no
 * lock, errno stays.
 */

/* The endpoint's slot, taken if it has none. NULL: the table is full. */
struct node *table_find(struct table *table, const struct endpoint *endpoint);

/* False for a free slot, and for one whose key is not (or not yet) a whole endpoint. */
bool node_endpoint(const struct node *node, struct endpoint *endpoint);

/*
 * Takes a slot for the calling thread, a keeper; prepare() is called for each slot
 * before it is tried, so that the kernel can be told of it in time. NULL: all are taken.
 */
struct process *table_enlist(struct table *table, uint32_t thread_id,
                             void (*prepare)(struct process *process));

/* True while the keeper that took the slot lives. */
bool process_alive(const struct process *process);

/* Writes the command, cut and padded, into the slot, and reads it back. */
void process_set_command(struct process *process, const char *command);
void process_command(const struct process *process, char command[static PROCESS_COMMAND_MAX + 1]);

/* Wakes one keeper, or all of them. */
void process_ring(struct process *process);
void table_ring(struct table *table);

#endif
