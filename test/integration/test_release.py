# SPDX-License-Identifier: MIT
"""Whoever waits on a node that dies is let go: every thread of every process."""

import pytest

from nodes import bring_back
from promises import RELEASE_MS, SILENCES, WAIT_MS, assert_served

PROCESSES = 24
THREADS = 8


def ask_all(clients, *words):
    """The command to all, and only then their answers."""
    for client in clients:
        client.say(*words)
    return [answer for client in clients for answer in client.read(THREADS)]


def assert_all_released(answers):
    assert len(answers) == PROCESSES * THREADS
    assert {answer.error for answer in answers} == {"ECONNRESET"}
    assert max(answer.wait_ms for answer in answers) <= RELEASE_MS


@pytest.mark.parametrize("silence", SILENCES)
def test_all_who_wait_for_a_reply_are_released(lab, shim, start, silence):
    victim = lab.nodes[0]
    clients = [start("blocking") for _ in range(PROCESSES)]
    for client in clients:
        assert {answer.error for answer in client.hold(victim, THREADS)} == {None}
    getattr(victim, silence)()

    assert_all_released(ask_all(clients, "ask", "key-0"))
    assert shim.nodes()[victim.endpoint]["released"] == PROCESSES * THREADS

    # What was let go stays gone: a late reply must never meet the next request.
    bring_back(victim)
    assert_all_released(ask_all(clients, "ask", "key-0"))


def test_all_who_wait_for_a_connection_are_released(lab, start):
    victim = lab.nodes[0]
    clients = [start("blocking", nodes=[victim.endpoint]) for _ in range(PROCESSES)]
    for client in clients:
        assert_served([client.get("key-0")])
    victim.silence()

    answers = ask_all(clients, "get", *["key-0"] * THREADS)
    assert len(answers) == PROCESSES * THREADS
    assert {answer.error for answer in answers} <= {"ECONNRESET", "ECONNREFUSED"}
    assert max(answer.wait_ms for answer in answers) <= RELEASE_MS


def test_the_first_connects_of_a_process_may_be_many_at_once(lab, start):
    """While the shim itself is being set up there, nobody passes unseen."""
    victim = lab.nodes[0]
    clients = [start("blocking", nodes=[victim.endpoint]) for _ in range(PROCESSES)]
    victim.hang()
    answers = ask_all(clients, "get", *["key-0"] * THREADS)
    assert {answer.error for answer in answers} <= {"ECONNRESET", "ECONNREFUSED"}
    assert max(answer.wait_ms for answer in answers) <= RELEASE_MS


def test_idle_connections_are_not_slow_afterwards(lab, start):
    """Nobody waited on them when the node died; their next request is not the first to see."""
    victim = lab.nodes[0]
    idle, busy = start("blocking"), start("blocking")
    for client in (idle, busy):
        client.hold(victim, THREADS)
    victim.silence()
    ask_all([busy], "ask", "key-0")

    answers = ask_all([idle], "ask", "key-0")
    assert max(answer.wait_ms for answer in answers) <= WAIT_MS
    assert {answer.error for answer in answers} == {"ECONNRESET"}
