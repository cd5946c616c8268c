# SPDX-License-Identifier: MIT
"""A daemon that connected before it forked is protected in the parent and in the children."""

import pytest

from promises import RELEASE_MS, SILENCES, assert_nobody_waits, assert_served
from waiting import wait_until

PROCESSES = 4


def ask(daemon, command, processes=PROCESSES):
    daemon.say(command, "key-0")
    return daemon.read(processes)


@pytest.mark.parametrize("silence", SILENCES)
def test_parent_and_children_are_protected(lab, shim, start, silence):
    victim = lab.nodes[0]
    daemon = start("prefork", nodes=[victim.endpoint])
    assert {answer.error for answer in daemon.read(PROCESSES)} == {None}
    for command in ("ask", "get"):
        answers = ask(daemon, command)
        assert len({answer.pid for answer in answers}) == PROCESSES
        assert_served(answers)
    getattr(victim, silence)()

    inherited = ask(daemon, "ask")
    assert {answer.error for answer in inherited} == {"ECONNRESET"}
    assert max(answer.wait_ms for answer in inherited) <= RELEASE_MS

    new = ask(daemon, "get")
    assert {answer.error for answer in new} == {"ECONNREFUSED"}
    assert_nobody_waits(new)
    pids = {answer.pid for answer in new}
    wait_until(lambda: {process["pid"] for process in shim.stat()["processes"]} == pids,
               "not all processes have a keeper")


@pytest.mark.parametrize("silence", SILENCES)
def test_children_that_never_made_a_connection_of_their_own(lab, start, silence):
    victim = lab.nodes[0]
    daemon = start("prefork", nodes=[victim.endpoint])
    assert {answer.error for answer in daemon.read(PROCESSES)} == {None}
    getattr(victim, silence)()
    inherited = ask(daemon, "ask-in-children", PROCESSES - 1)
    assert len({answer.pid for answer in inherited}) == PROCESSES - 1
    assert {answer.error for answer in inherited} == {"ECONNRESET"}
    assert max(answer.wait_ms for answer in inherited) <= RELEASE_MS
