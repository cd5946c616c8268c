# SPDX-License-Identifier: MIT
"""MCSHIM_STALL, MCSHIM_CHECK_TIMEOUT and MCSHIM_CHECK_INTERVAL mean what they say."""

import time

import pytest

from nodes import bring_back
from promises import STALL_MS

# What the first request may wait beyond the stall limit and the check.
SLACK_MS = STALL_MS - 250


@pytest.mark.parametrize("settings, stall_ms", [
    ({}, 100 + 150),
    ({"STALL": "600ms"}, 600 + 150),
    ({"STALL": "20ms"}, 20 + 150),
    ({"CHECK_TIMEOUT": "700ms"}, 100 + 700),
    ({"CHECK_TIMEOUT": "50ms"}, 100 + 50),
    ({"STALL": "1s", "CHECK_TIMEOUT": "1s"}, 1000 + 1000),
])
def test_the_first_stall_is_stall_and_check(lab, start, settings, stall_ms):
    victim = lab.nodes[0]
    client = start("blocking", **settings)
    client.hold(victim, 1)
    victim.hang()
    client.say("ask key-0")
    wait_ms = client.read(1)[0].wait_ms
    # The coarse clock is a tick early or late.
    assert stall_ms - 10 <= wait_ms <= stall_ms + SLACK_MS


def test_stall_limit_spares_a_slow_node(lab, shim, start):
    """A pause shorter than the limit raises not even a suspicion."""
    node = lab.nodes[0]
    client = start("blocking", STALL="1s")
    client.hold(node, 1)
    node.hang()
    client.say("ask key-0")
    time.sleep(0.5)
    node.heal()
    answer, = client.read(1)
    assert answer.value == node.endpoint
    assert (shim.nodes()[node.endpoint]["stalls"], shim.nodes()[node.endpoint]["checks"]) == (0, 0)


@pytest.mark.parametrize("interval, least, most", [("200ms", 8, 16), ("1s", 2, 4), ("5s", 0, 0)])
def test_a_node_that_is_down_is_checked_that_often(lab, shim, start, interval, least, most):
    """In 3 s; the check that found it dead does not count, jitter does."""
    victim = lab.nodes[0]
    client = start("blocking", CHECK_INTERVAL=interval)
    client.hold(victim, 1)
    victim.silence()
    client.say("ask key-0")
    client.read(1)
    before = shim.nodes()[victim.endpoint]["checks"]
    time.sleep(3)
    assert least <= shim.nodes()[victim.endpoint]["checks"] - before <= most


@pytest.mark.parametrize("interval, least_s, most_s", [("200ms", 0, 0.6), ("4s", 1.6, 5.5)])
def test_a_node_is_used_again_after_that_long(lab, shim, start, interval, least_s, most_s):
    victim = lab.nodes[0]
    client = start("blocking", nodes=[victim.endpoint], CHECK_INTERVAL=interval)
    client.get("key-0")
    victim.silence()
    client.get("key-0")
    bring_back(victim)
    healed_s = time.monotonic()
    while client.get("key-0").value is None and time.monotonic() < healed_s + most_s:
        time.sleep(0.01)
    assert least_s <= time.monotonic() - healed_s <= most_s
    assert shim.state(victim) == "UP"
