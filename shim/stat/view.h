// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_VIEW_H
#define MCSHIM_STAT_VIEW_H

#include "common/table.h"
#include "common/transition.h"

/*
 * What the shared table says at one moment, in plain structs: what every output is
 * made from. Nothing in the table is trusted; in a view every number is 0 or more
 * (but for next_check_ms), every time lies between the machine's start and now, and
 * every text is printable ASCII.
 */

/* Where there is nothing to tell: a node that never changed, no check planned. */
#define NEVER INT64_MIN

struct node_view {
    struct endpoint endpoint;
    enum node_state state;
    enum node_reason reason;
    bool is_history;       /* FULL or DOWN, but so long ago that nobody acts on it */
    int64_t for_ms;        /* in this state; NEVER: always UP */
    int64_t next_check_ms; /* from now, negative if overdue; NEVER: none is planned */
    int64_t answer_us;     /* NEVER: no check was answered yet */
    int64_t stalls;
    int64_t failed_fast;
    int64_t released;
    int64_t waited_ms;
    int64_t checks;
};

struct process_view {
    uint32_t pid; /* as the process itself sees it */
    char command[4 * PROCESS_COMMAND_MAX + 1];
    uint32_t patience_ms;    /* how long a wait on a node that falls silent may last */
    const char *mode;        /* "enforce", "observe", "off"; "unknown" if it is none of them */
    const char *descriptors; /* of the keeper: "private" or "shared" with the program */
    int64_t for_ms;          /* protected for so long */
    uint32_t connections;
    uint32_t waiting;
};

/* A process under the shim that does not share this table. */
struct outsider {
    uint32_t pid;
    char command[4 * PROCESS_COMMAND_MAX + 1];
};

enum { FILTER_NODES_MAX = 64, ELSEWHERE_MAX = 64 };

/* Which nodes to show. Empty: all of them. */
struct filter {
    size_t node_count;
    struct endpoint nodes[FILTER_NODES_MAX];
    unsigned states; /* 1 << enum node_state, or-ed; 0: every state */
};

/* What processes in mode observe have seen: what enforce would have spared them. */
struct observed {
    bool any;              /* false: no process observes; all is 0 */
    int64_t stalls;        /* waits beyond the stall limit, on any node */
    int64_t waited_ms;     /* their length, summed */
    int64_t would_save_ms; /* at least: each would have ended within its process's patience */
};

struct view {
    int64_t unix_ms; /* when it was taken, as clock_unix_ms() */
    /*
     * What all processes agree on, else "mixed". "enforce" if there is none: it is
     * what the next one does unless it is told otherwise.
     */
    const char *mode;
    struct observed observed;
    size_t node_count;
    size_t process_count;
    size_t elsewhere_count;              /* see elsewhere.h */
    struct node_view nodes[TABLE_NODES]; /* the worst state first, then by address and port */
    struct process_view processes[TABLE_PROCESSES]; /* those whose keeper lives, by pid */
    struct outsider elsewhere[ELSEWHERE_MAX];
};

/*
 * now_ms is clock_coarse_ms(), unix_ms the same moment as clock_unix_ms(). NULL: no
 * memory. The caller frees it.
 */
struct view *view_take(const struct table *table, const struct filter *filter, uint64_t now_ms,
                       uint64_t unix_ms);

/* An empty view, whose mode is that of no process. NULL: no memory. */
struct view *view_new(int64_t unix_ms);

/* Sorts, and finds what follows from all: .mode and .observed. */
void view_settle(struct view *view);

/* How bad a state is, compared with others: the worst is shown first. */
int view_badness(enum node_state state);

/* "enforce", "observe", "off"; SWITCH_NONE is "default". */
const char *mode_switch_name(enum mode_switch mode);

/* True if a node of the view is DOWN, and not just in memory of an old verdict. */
bool view_has_down(const struct view *view);

#endif
