/* SPDX-License-Identifier: MIT */
/*
 * One node's slot and two keepers that judge it, for spin: transition.c, post.c, verdict.c,
 * attend() and conclude() of judge.c. Keeper 1 may be killed between any two steps.
 * docs/model.md tells what is left out; scripts/model searches all of it.
 *
 * Nothing is assumed about speed: a check falls due, a lease runs out and a keeper goes on at
 * any moment, but each does in the end.
 *
 * A compare-and-swap needs the word as it was read. Instead of generations and times, which
 * would grow for ever, each reader has a flag that says so, and who writes the word clears it.
 */

#define NOBODY 2
#define RISE 2 /* replies in a row that a node which is DOWN needs */

mtype:state = { UP, SUSPECT, FULL, DOWN, MAINT };
mtype:phase = { SLEEP, LOOK, ATTEND, TAKE, CHECK, RENEW, PLAN };
mtype:truth = { ANYTHING, SERVES, CROWDED, SILENT }; /* CROWDED: silent to newcomers */

/* struct node */
mtype:state state = UP;
byte answers;
bool due;            /* next_check_ms has come */
byte lease = NOBODY; /* whose time lease_ms is; */
bool over;           /* it has come */

typedef Keeper {
    mtype:phase phase = SLEEP;
    mtype:state before = UP; /* trial.before: the state, */
    byte answers;            /* the answers, */
    bool unmoved;            /* the generation is still the slot's */
    bool outdated;           /* since then somebody else has said what the node is */
    bool suspected;          /* trial.suspected */
    bool free;               /* the lease could be taken when it was read, */
    bool same;               /* and has not been written since */
    bool holds;              /* post.lease is not 0 */
};
Keeper keeper[2];
bool operated; /* it has been in MAINT */

mtype:truth node = ANYTHING; /* what it is: one thing now, another then; at last one of them */

#define my keeper[me]
#define other keeper[1 - me]

/* Back to a phase in which nothing is remembered. */
inline forget(next)
{
    my.phase = next;
    my.before = UP;
    my.answers = 0;
    my.unmoved = false;
    my.outdated = false;
    my.suspected = false;
    my.free = false;
    my.same = false
}

/* A new status, be it a transition or another verdict. */
inline say(next, replies)
{
    keeper[0].outdated = (keeper[0].phase != SLEEP && keeper[0].phase != LOOK);
    keeper[1].outdated = (keeper[1].phase != SLEEP && keeper[1].phase != LOOK);
#ifdef GENERATION_COUNTS_STATES
    keeper[0].unmoved = keeper[0].unmoved && state == next;
    keeper[1].unmoved = keeper[1].unmoved && state == next;
#else
    keeper[0].unmoved = false;
    keeper[1].unmoved = false;
#endif
    due = due || state != next;
    state = next;
    answers = replies
}

inline write_lease(holder)
{
    lease = holder;
    over = false;
    keeper[0].same = false;
    keeper[1].same = false
}

/* Nobody checks the node whose time is not over, or was taken away. */
inline check()
{
    assert(!(other.phase == CHECK && lease == 1 - me && !over));
    write_lease(me);
    my.holds = true;
    my.free = false;
    my.phase = CHECK
}

/* post_yield(): one who sleeps has no lease, so that nobody waits for it to run out. */
inline yield()
{
    if
    :: my.holds && lease == me -> write_lease(NOBODY)
    :: else
    fi;
    my.holds = false
}

/* attend(): of the status what concerns a verdict */
inline look()
{
    if
    :: state == UP || state == MAINT ->
#ifndef SLEEPS_ON_A_LEASE
        yield();
#endif
        assert(!(my.holds && lease == me && !over));
        forget(SLEEP)
    :: else ->
        my.before = state;
        my.answers = answers;
        my.unmoved = true;
        my.outdated = false;
        my.phase = ATTEND
    fi
}

/* post_hold(): lease_renew(), or the first half of lease_take() */
inline attend()
{
    if
#ifdef NO_LEASE
    :: true -> check()
#endif
    :: my.holds && lease == me -> check()
    :: else ->
        my.holds = false;
        my.free = lease == NOBODY || over;
        my.same = true;
        my.phase = TAKE
    fi
}

/* The second half, or what one does who cannot wait until the holder has slept. */
inline take()
{
    if
#ifdef LEASE_IS_STORED
    :: my.free -> check()
#else
    :: my.free && my.same -> check()
#endif
    :: !(my.free && my.same) && my.suspected && !due ->
        write_lease(me);
        due = true;
        my.holds = true;
        my.free = false;
        my.phase = CHECK
    :: else -> forget(LOOK)
    fi
}

/* status_after() */
#define may_be(truth) (node == ANYTHING || node == truth)
inline find()
{
    if
    :: may_be(SERVES) && (my.before != DOWN || my.answers + 1 >= RISE) -> after = UP
    :: may_be(SERVES) && my.before == DOWN && my.answers + 1 < RISE ->
        after = DOWN; replies = my.answers + 1
    :: may_be(CROWDED) && my.before == SUSPECT -> after = FULL
    :: may_be(SILENT) && (my.before == SUSPECT || my.suspected) -> after = DOWN
    :: node != SERVES && my.before == DOWN -> after = DOWN
    :: node != SERVES && my.before == FULL && !(node == SILENT && my.suspected) -> after = FULL
    fi
}

#if defined(STATUS_IS_STORED)
#define is_as_judged true
#elif defined(NO_GENERATION)
#define is_as_judged (state == my.before && answers == my.answers)
#else
#define is_as_judged (my.unmoved && answers == my.answers)
#endif

/* conclude(): verdict_give() */
inline give()
{
    if
    :: is_as_judged -> assert(!my.outdated); say(after, replies); stands = true
    :: else
    fi;
#ifdef KEEPS_WHAT_IT_LOST
    stands = true;
#endif
    if
    :: stands && after != UP -> forget(RENEW)
    :: else -> yield(); forget(LOOK)
    fi;
    after = 0;
    replies = 0;
    stands = false
}

/* post_schedule() */
inline renew()
{
    if
    :: my.holds && lease == me -> write_lease(me); my.phase = PLAN
    :: else -> my.holds = false; my.phase = LOOK
    fi
}

/*
 * Once the lease has run out, the next check, which is sooner, is overdue. Nobody else's
 * suspicion waits for it, but that of one who comes just after an operator who is as fast.
 */
inline plan()
{
    if
#ifdef PLANS_FOR_OTHERS
    :: true -> assert(state != SUSPECT || operated); due = false
#else
    :: lease == me && !over -> assert(state != SUSPECT || operated); due = false
#endif
    :: else
    fi;
    my.phase = LOOK
}

active [2] proctype keep_watch()
{
    byte me = _pid;
    mtype:state after;
    byte replies;
    bool stands;
    /* While it sleeps, callers ring it sooner or later: they stall, or are refused. */
end:
    do
    :: d_step { my.phase == SLEEP && state == UP -> say(SUSPECT, 0); my.phase = LOOK }
    :: d_step { my.phase == SLEEP && state == SUSPECT -> my.phase = LOOK }
#ifndef REFUSED_DO_NOT_RING
    :: d_step { my.phase == SLEEP && (state == FULL || state == DOWN) -> my.phase = LOOK }
#endif
    :: d_step { my.phase == LOOK -> look() }
    :: d_step { my.phase == ATTEND && due -> attend() }
    :: d_step { my.phase == ATTEND && !due -> forget(LOOK) }
    /* post_urge(): one stalls who was served */
    :: d_step { my.phase == ATTEND && my.before == FULL && node != SERVES ->
                my.suspected = true; attend() }
    :: d_step { my.phase == TAKE -> take() }
    :: atomic { my.phase == CHECK -> find(); give() }
    :: d_step { my.phase == RENEW -> renew() }
    :: d_step { my.phase == PLAN -> plan() }
    :: d_step { me == 1 && node == ANYTHING -> forget(SLEEP); my.holds = false }; break /* killed */
    od
}

/* What is not ours to decide. */
active proctype world()
{
    do
    :: d_step { state != MAINT -> say(MAINT, 0); operated = true }
    :: d_step { state == MAINT -> say(UP, 0) }
    :: break
    od;
    if
    :: node = SERVES
    :: node = CROWDED
    :: node = SILENT
    fi
}

active proctype check_falls_due()
{
end:
    do
    :: d_step { !due -> due = true }
    od
}

#ifndef LEASE_NEVER_ENDS
active proctype lease_runs_out()
{
end:
    do
    :: d_step { lease != NOBODY && !over -> over = true }
    od
}
#endif

/* Never stuck: in the end it is called what it is, though suspicions come again and again. */
#define is_known (state == MAINT || ((state == UP) == (node == SERVES) && state != SUSPECT))
ltl never_stuck { <>(node != ANYTHING) -> []<>is_known }
