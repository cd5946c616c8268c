# SPDX-License-Identifier: MIT
"""The life of a node and its clients, without a word on time: for valgrind.

    MCSHIM_WRAP="valgrind -q --error-exitcode=9" ... pytest -m wrap test/integration
"""

import time

import pytest

from keys import ask_in_turn
from nodes import bring_back
from promises import assert_served, of_others

pytestmark = pytest.mark.wrap

RETURN_S = 10


def ask_until_served(client, keys):
    deadline_s = time.monotonic() + RETURN_S
    while any(answer.value != answer.node for answer in ask_in_turn(client, keys)):
        assert time.monotonic() < deadline_s


@pytest.mark.parametrize("program", ("libmemcached", "blocking", "extensible"))
def test_outage_and_return(lab, shim, start, program):
    client = start(program)
    keys = [f"key-{number}" for number in range(12)]
    assert_served(ask_in_turn(client, keys))
    victim = lab.nodes[0]
    victim.silence()
    answers = client.get(*keys) + ask_in_turn(client, keys)
    assert_served(of_others(victim, answers))
    assert shim.state(victim) == "DOWN"
    bring_back(victim)
    ask_until_served(client, keys)
    assert shim.state(victim) == "UP"


def test_held_connections(lab, start):
    victim = lab.nodes[0]
    client = start("blocking")
    client.hold(victim, 8)
    victim.hang()
    client.say("ask key-0")
    assert {answer.error for answer in client.read(8)} == {"ECONNRESET"}


def test_fork(lab, start):
    victim = lab.nodes[0]
    daemon = start("prefork")
    daemon.read(4)
    daemon.say("ask key-0")
    assert_served(daemon.read(4))
    victim.hang()
    daemon.say("ask key-0")
    assert {answer.error for answer in daemon.read(4)} == {"ECONNRESET"}
