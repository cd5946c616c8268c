# SPDX-License-Identifier: MIT
"""Somebody always checks a node that is DOWN, whoever of those who know it goes away."""

import time

import pytest

from nodes import bring_back
from promises import RETURN_S, assert_nobody_waits

# A judge that was killed between two checks is missed so long after the next was due.
MISSED_S = 1.2


@pytest.fixture
def victim(lab):
    return lab.nodes[0]


@pytest.fixture
def start_one(victim, start):
    return lambda: start("blocking", nodes=[victim.endpoint])


def ask_until_served(client, within_s):
    answers = []
    ends_s = time.monotonic() + within_s
    while time.monotonic() < ends_s and not (answers and answers[-1].value):
        answers.append(client.get("key-0"))
        time.sleep(0.01)
    assert_nobody_waits(answers)
    assert answers[-1].value, f"not used again within {within_s} s: {answers[-1]}"


def test_the_judge_ends(victim, start_one):
    judge, other = start_one(), start_one()
    other.get("key-0")
    victim.silence()
    judge.get("key-0")
    judge.end()
    bring_back(victim)
    ask_until_served(other, RETURN_S)


def test_the_judge_is_killed(victim, start_one):
    judge, other = start_one(), start_one()
    other.get("key-0")
    victim.silence()
    judge.get("key-0")
    judge.kill()
    bring_back(victim)
    ask_until_served(other, RETURN_S + MISSED_S)


def test_the_judge_is_killed_in_its_first_check(shim, victim, start_one):
    judge, other = start_one(), start_one()
    for client in (judge, other):
        client.hold(victim, 1)
    victim.silence()
    judge.say("ask key-0")
    shim.wait_for_state(victim, "SUSPECT")
    judge.kill()
    other.say("ask key-0")
    answer, = other.read(1)
    assert answer.error == "ECONNRESET"
    assert answer.wait_ms <= 100 + 2 * (150 + 50) + 50


def test_who_never_reached_the_node_takes_over(victim, start_one):
    judge = start_one()
    victim.silence()
    judge.get("key-0")
    late = start_one()
    assert late.get("key-0").error == "ECONNREFUSED"
    judge.end()
    bring_back(victim)
    ask_until_served(late, RETURN_S)


def test_nobody_was_left(victim, start_one):
    judge = start_one()
    victim.silence()
    judge.get("key-0")
    judge.end()
    bring_back(victim)
    time.sleep(RETURN_S)
    ask_until_served(start_one(), RETURN_S)


def test_a_process_at_rest_takes_over(lab, victim, start):
    """It has only met other nodes so far, and nothing there keeps it awake."""
    at_rest, judge = start("blocking"), start("blocking")
    at_rest.hold(lab.nodes[1], 1)
    judge.hold(victim, 1)
    victim.silence()
    judge.say("ask key-0")
    judge.read(1)
    judge.end()
    bring_back(victim)
    at_rest.hold(victim, 1)
    time.sleep(RETURN_S)
    assert at_rest.hold(victim, 1)[0].error is None


def test_a_stopped_process_keeps_nobody_from_checking(victim, start_one):
    """Ctrl-Z, a debugger, a frozen container."""
    judge, other = start_one(), start_one()
    other.get("key-0")
    victim.silence()
    judge.get("key-0")
    with judge.stopped():
        bring_back(victim)
        ask_until_served(other, RETURN_S + MISSED_S)
