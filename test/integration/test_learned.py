# SPDX-License-Identifier: MIT
"""A node that is known to answer fast is given less time, as long as there is no doubt."""

import pytest

from keys import KEYS, ask_in_turn
from promises import CLIENTS, assert_served, of

WARM = 6 * KEYS  # on each node more answers than it takes to know its pace

# What is learned on a busy machine is far less than this, too.
CEILINGS = {"STALL": "1s", "CHECK_TIMEOUT": "1500ms"}
STALL_MS = 1000
CHECK_MS = 1500
TICK_MS = 10  # the coarse clock is a tick early or late


def first_wait_ms(start, victim, program, fault, **settings):
    client = start(program, **CEILINGS, **settings)
    assert_served(ask_in_turn(client, WARM, pause_s=0))
    getattr(victim, fault)()
    return max(answer.wait_ms for answer in of(victim, ask_in_turn(client, pause_s=0)))


# Where the keeper has to wait for a processor a check has all of its time.
@pytest.mark.flaky(reruns=3)
@pytest.mark.parametrize("fault", ["silence", "unplug"])
@pytest.mark.parametrize("program", CLIENTS)
def test_a_fast_node_that_dies_is_known_soon(lab, start, program, fault):
    assert first_wait_ms(start, lab.nodes[1], program, fault) < STALL_MS


@pytest.mark.parametrize("program", CLIENTS)
def test_one_whose_kernel_still_accepts_has_all_of_the_check(lab, start, program):
    """A program may wait for a processor; a kernel answers nevertheless."""
    wait_ms = first_wait_ms(start, lab.nodes[1], program, "hang")
    assert CHECK_MS - TICK_MS <= wait_ms < STALL_MS + CHECK_MS - TICK_MS


def test_nothing_is_learned_where_the_limit_is_fixed(lab, start):
    wait_ms = first_wait_ms(start, lab.nodes[1], "blocking", "silence", STALL_MIN="fixed")
    assert wait_ms >= STALL_MS + CHECK_MS - TICK_MS
