/* SPDX-License-Identifier: MIT */
/*
 * A keeper's sleep, for spin: alarm.c, process_ring() and look_and_sleep() of keeper.c. Two
 * callers note that they wait, and ring only if the keeper means to sleep longer than they
 * may; a judge elsewhere gives a verdict and rings always. No ring is lost: whoever has rung,
 * or saw no need to, is seen, or the keeper wakes in time: at the time it tells, for the pause that
 * many connections make it add is bounded and of no interest here.
 */

#define CALLERS 2
#define JUDGE CALLERS
#define NEVER 3
/* The first caller may wait until 1, the second until 2, and nobody for the verdict. */
#define deadline(number) (number == JUDGE -> 0 : number + 1)

/* alarm.c */
bool listens;
byte planned;
bool rung; /* the bell is no longer what alarm_open() read */

bool news[CALLERS + 1];   /* a wait or a verdict that the keeper has not seen or must look at again */
bool relies[CALLERS + 1]; /* he who brought it has rung, or saw no need to */

bool sleeps; /* in FUTEX_WAIT, */
byte wake;   /* until then at the latest */

#define may_rely(number) (!sleeps || !relies[number] || !news[number] || wake <= deadline(number))

/* process_ring(): an atomic word, then FUTEX_WAKE */
inline ring()
{
#ifndef BELL_STAYS
    rung = true;
#endif
    sleeps = false
}

/* alarm_by(); a verdict, by table_ring(), is rung to whom it may concern. */
inline alarm()
{
    if
    :: me == JUDGE -> ring()
    :: me != JUDGE && planned <= deadline(me)
    :: me != JUDGE && planned > deadline(me) ->
        if
        :: listens -> ring()
        :: !listens
        fi
    fi
}

active [CALLERS + 1] proctype bringer()
{
    byte me = _pid;
end:
    do
    :: atomic { !news[me] -> relies[me] = false };
#ifdef RINGS_FIRST
        alarm();
        news[me] = true;
#else
        news[me] = true;
        alarm();
#endif
        atomic { relies[me] = true; assert(may_rely(me)) }
    od
}

inline open()
{
    rung = false;
#ifndef KEEPS_ITS_PLAN
    planned = NEVER
#else
    skip
#endif
}

/* watch_look(): a wait is over, or when it will be is remembered. */
inline look_at(number)
{
    if
    :: news[number] -> news[number] = false
    :: news[number] && wake > deadline(number) -> wake = deadline(number)
    :: news[number] && wake <= deadline(number)
    :: !news[number]
    fi
}

inline look()
{
    wake = NEVER;
    news[JUDGE] = false;
    look_at(0);
    look_at(1)
}

inline sleep()
{
    planned = wake;
    if
#ifdef BELL_IS_NOT_COMPARED
    :: atomic { sleeps = true; assert(may_rely(0) && may_rely(1) && may_rely(JUDGE)) }
#else
    :: atomic {
           !rung -> sleeps = true;
           assert(may_rely(0) && may_rely(1) && may_rely(JUDGE))
       }
    :: rung
#endif
    fi;
end:
    if
    :: !sleeps
    :: sleeps && wake != NEVER -> sleeps = false
    fi
}

active proctype keeper()
{
#ifdef LISTENS_LATE
    open();
    look();
    listens = true;
    sleep();
#endif
    listens = true;
    do
    ::
#ifdef LOOKS_BEFORE_OPENING
        look();
        open();
#else
        open();
        look();
#endif
        sleep()
    od
}
