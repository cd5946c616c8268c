# SPDX-License-Identifier: MIT
"""memcached is stopped and its host refuses: that costs nothing, and is passed on as it is."""

import pytest

from keys import ask_in_turn
from promises import CLIENTS, assert_nobody_waits, of

REFUSALS = dict.fromkeys(CLIENTS, "ECONNREFUSED") | {"libmemcached": "CONNECTION FAILURE"}


def outcomes(answers):
    return [(answer.key, answer.value, answer.error) for answer in answers]


@pytest.mark.parametrize("program", CLIENTS)
def test_as_without_the_shim(lab, shim, start, program):
    bare, protected = start(program, bare=True), start(program)
    victim = lab.nodes[1]
    victim.stop()

    answers = ask_in_turn(protected)
    assert outcomes(answers) == outcomes(ask_in_turn(bare))
    assert {answer.error for answer in of(victim, answers)} == {REFUSALS[program]}
    assert_nobody_waits(answers)
    node = shim.nodes()[victim.endpoint]
    assert (node["state"], node["stalls"], node["failed_fast"]) == ("UP", 0, 0)


def test_connections_that_were_open_end_as_without_the_shim(lab, shim, start):
    bare, protected = start("blocking", bare=True), start("blocking")
    victim = lab.nodes[1]
    for client in (bare, protected):
        client.hold(victim, 4)
    victim.stop()

    outcome = {}
    for client in (bare, protected):
        client.say("ask key-0")
        outcome[client] = sorted(answer.error for answer in client.read(4))
    assert outcome[protected] == outcome[bare]
    node = shim.nodes()[victim.endpoint]
    assert (node["state"], node["stalls"], node["released"]) == ("UP", 0, 0)
