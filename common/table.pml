/* SPDX-License-Identifier: MIT */
/*
 * The list of processes, for spin: table_enlist() with prepare_slot() of keeper.c, and what the
 * kernel does when a keeper ends (handle_futex_death() in kernel/futex/core.c). Three processes
 * come and are killed at any step, again and again, and want two slots. Nobody shares a slot,
 * who lives is seen to live, and the dead leave nothing behind.
 */

#define SLOTS 2
#define PROCESSES 3
#define NONE 255
#define FREE 0
#define DIED 9 /* FUTEX_OWNER_DIED */

#ifdef SAME_THREAD_ID /* two processes, in PID namespaces of their own */
#define my_id (me / 2 + 1)
#else
#define my_id (me + 1)
#endif

byte keeper[SLOTS];       /* struct process: a thread's id while it lives */
byte owner[SLOTS] = NONE; /* whose it is */
bool dies[PROCESSES];

#define is_alive(word) (word != FREE && word != DIED)

/* prepare_slot(): the one word that the kernel will look at */
inline prepare()
{
#ifdef PREPARES_THE_FIRST
    robust = (robust == NONE -> slot : robust)
#else
    robust = slot
#endif
}

inline take()
{
    d_step {
        if
#ifdef TAKES_BY_STORE
        :: true ->
#else
        :: keeper[slot] == found ->
#endif
            assert(owner[slot] == NONE);
            keeper[slot] = my_id;
            owner[slot] = me;
            mine = slot
        :: else
        fi
    }
}

/* table_enlist() */
inline enlist()
{
    slot = 0;
    do
    :: slot == SLOTS -> break
    :: slot < SLOTS ->
        found = keeper[slot];
        if
        :: is_alive(found)
        :: else ->
#ifdef PREPARES_LATE
            take();
            if
            :: mine == slot -> prepare(); break
            :: else
            fi
#else
            prepare();
            take();
            if
            :: mine == slot -> break
            :: else
            fi
#endif
        fi;
        slot++
    od
}

/* The kernel asks for nothing but the thread's id. */
inline end_robustly()
{
    if
#ifndef NO_ROBUST_LIST
    :: robust != NONE && keeper[robust] == my_id -> keeper[robust] = DIED
#endif
    :: else
    fi;
    if
    :: mine != NONE -> assert(keeper[mine] == DIED); owner[mine] = NONE
    :: else
    fi;
    slot = 0;
    found = 0;
    robust = NONE;
    mine = NONE
}

active [PROCESSES] proctype process()
{
    byte me = _pid;
    byte slot, found, robust = NONE, mine = NONE;
    do
    :: {
           enlist();
           do
           :: mine != NONE -> assert(keeper[mine] == my_id)
           od
       } unless {
           d_step { dies[me]; end_robustly(); dies[me] = false }
       }
    od
}

active proctype killer()
{
    do
    :: dies[0] = true
    :: dies[1] = true
    :: dies[2] = true
    od
}
