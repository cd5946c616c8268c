# SPDX-License-Identifier: MIT
"""All nodes are dead: a miss is cheap, so nothing is tried blindly."""

import time

import pytest

from keys import KEYS, ask_in_turn
from promises import CLIENTS, STALL_MS, assert_nobody_waits

WATCHED_S = 5.0


@pytest.mark.parametrize("program", CLIENTS)
def test_every_request_fails_fast(lab, shim, start, program):
    client = start(program)
    ask_in_turn(client, pause_s=0)
    for node in lab.nodes:
        node.silence()
    first = client.get(*KEYS)
    assert all(answer.wait_ms <= STALL_MS * len(lab.nodes) for answer in first)

    later = start(program)
    ends_s = time.monotonic() + WATCHED_S
    while time.monotonic() < ends_s:
        answers = ask_in_turn(later, KEYS[:10], pause_s=0.02)
        assert_nobody_waits(answers)
        assert {answer.value for answer in answers} == {None}
        assert {shim.state(node) for node in lab.nodes} == {"DOWN"}
