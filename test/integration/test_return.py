# SPDX-License-Identifier: MIT
"""A node comes back: it is used again soon, and nobody's request is the probe."""

import time

import pytest

from keys import ask_in_turn, keys_by_node
from nodes import bring_back
from promises import CLIENTS, RETURN_S, SILENCES, assert_nobody_waits, assert_served

OUTAGE_S = 3.0
# Between requests, so that none can hide a gap between two checks.
PAUSE_S = 0.005


def ask_while(client, keys, condition):
    """Asks for those keys again and again; the answers until the condition ends."""
    answers = []
    while condition(answers):
        answers += ask_in_turn(client, [keys[len(answers) % len(keys)]], PAUSE_S)
    return answers


@pytest.mark.parametrize("silence", SILENCES)
@pytest.mark.parametrize("program", CLIENTS)
def test_used_again_and_nobody_was_the_probe(lab, start, program, silence):
    client = start(program)
    victim = lab.nodes[1]
    keys = keys_by_node(client)[victim.endpoint]
    getattr(victim, silence)()
    client.get(keys[0])

    outage_ends_s = time.monotonic() + OUTAGE_S
    assert_nobody_waits(ask_while(client, keys, lambda _: time.monotonic() < outage_ends_s))

    bring_back(victim)
    healed_s = time.monotonic()
    answers = ask_while(client, keys, lambda answers: time.monotonic() < healed_s + RETURN_S and
                        not (answers and answers[-1].value == victim.endpoint))
    assert_nobody_waits(answers)
    assert answers[-1].value == victim.endpoint, f"not used again within {RETURN_S} s"

    answers = ask_in_turn(client, keys)
    assert_nobody_waits(answers)
    assert_served(answers)
