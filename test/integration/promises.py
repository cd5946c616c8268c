# SPDX-License-Identifier: MIT
"""What the shim promises, in figures, and how a list of answers is held against them."""

import os

CLIENTS = ("threads", "eventlet", "libmemcached", "blocking")
SILENCES = ("silence", "unplug", "hang")

# A sanitizer's build is slower than what users get; with 1 these are the promises.
SLOWNESS = float(os.environ.get("MCSHIM_SLOWNESS", "1"))

# Longer than this is a wait: no user's request may notice what is known already.
WAIT_MS = 30 * SLOWNESS
# One request pays for what everybody learns.
STALL_MS = 300 * SLOWNESS
# Everybody else who waited then, on 2 cores.
RELEASE_MS = 450 * SLOWNESS
RETURN_S = 1.6 * SLOWNESS


def waits(answers):
    return [answer for answer in answers if answer.wait_ms > WAIT_MS]


def assert_nobody_waits(answers):
    assert waits(answers) == []


def assert_at_most_one_short_stall(answers):
    assert len(waits(answers)) <= 1, waits(answers)
    assert all(answer.wait_ms <= STALL_MS for answer in answers), waits(answers)


def assert_served(answers):
    """Each by the node where its key lives, as if nothing had happened."""
    assert [answer for answer in answers if answer.value != answer.node] == []


def of(node, answers):
    return [answer for answer in answers if answer.node == node.endpoint]


def of_others(node, answers):
    return [answer for answer in answers if answer.node != node.endpoint]
