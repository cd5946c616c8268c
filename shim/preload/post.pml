/* SPDX-License-Identifier: MIT */
/*
 * A process that exits while its keeper still works, for spin: post.c. Another thread gives the
 * lease back, in post_resign(); whatever the keeper is about to do, it keeps none after that,
 * so that others need not wait until it has run out.
 */

mtype = { NOBODY, OURS, THEIRS };

mtype lease = NOBODY; /* lease_ms; it may run out at any moment, then others take it */
bool holds;           /* post.lease is not 0 */
bool resigned;        /* post_resign() has begun, */
bool gone;            /* has ended */

/* post_yield(): an exchange of our word, then a compare-and-swap of the shared one */
inline yield()
{
    d_step { had = holds; holds = false };
    d_step {
        if
        :: had && lease == OURS -> lease = NOBODY
        :: else
        fi;
        had = false
    }
}

/* settle(): who exits takes nothing any more. */
inline settle()
{
    holds = got;
    got = false;
#ifndef KEEPS_AFTER_RESIGNING
    if
    :: resigned -> yield()
    :: !resigned
    fi;
#endif
    assert(!gone || lease != OURS)
}

inline renew()
{
    had = holds;
    d_step {
        if
        :: had && lease == OURS -> got = true
        :: else
        fi;
        had = false
    }
}

/* post_hold(): the lease that is taken was free, or taken away from one who slept. */
inline hold()
{
    renew();
    if
    :: !got -> lease = OURS; got = true
    :: got || lease != NOBODY
    fi;
    settle()
}

active proctype keeper()
{
    bool had, got;
    do
    :: hold()
    :: renew(); settle() /* post_schedule() */
    :: yield()
    od
}

active proctype exits()
{
    bool had;
#ifdef RESIGNS_LATE
    yield();
    resigned = true;
#else
    resigned = true;
    yield();
#endif
    gone = true
}

active proctype others()
{
    do
    :: lease = THEIRS
    :: d_step { lease == THEIRS -> lease = NOBODY }
    od
}
