# SPDX-License-Identifier: MIT
"""MCSHIM_MODE: off changes nothing, observe looks and does nothing."""

from keys import ask_in_turn, keys_by_node
from promises import assert_at_most_one_short_stall, assert_served

# python-memcached's own patience.
BARE_STALL_MS = 3000


def ask_dead_node(lab, client, requests):
    victim = lab.nodes[0]
    keys = keys_by_node(client)[victim.endpoint]
    victim.silence()
    return ask_in_turn(client, keys[:requests])


def assert_each_as_slow_as_bare(answers):
    assert all(BARE_STALL_MS <= answer.wait_ms < BARE_STALL_MS * 1.2 for answer in answers), answers


def test_enforce_is_the_default(lab, start):
    assert_at_most_one_short_stall(ask_dead_node(lab, start("threads", MODE="enforce"), 3))


def test_off_is_transparent(lab, shim, start):
    assert_each_as_slow_as_bare(ask_dead_node(lab, start("threads", MODE="off"), 2))
    assert shim.stat() is None


def test_observe_judges_and_does_nothing(lab, shim, start):
    victim = lab.nodes[0]
    client = start("threads", MODE="observe")
    assert_each_as_slow_as_bare(ask_dead_node(lab, client, 2))
    node = shim.nodes()[victim.endpoint]
    assert node["state"] == "DOWN"
    assert node["stalls"] == 2
    # Two waits of 3 s, but for the first 100 ms of each.
    assert 5600 <= node["waited_ms"] <= 6100
    assert (node["failed_fast"], node["released"]) == (0, 0)
    assert shim.stat()["mode"] == "observe"


def test_observe_tells_what_enforce_would_save(lab, shim, start):
    """Of two waits of 3 s all but the 250 ms that a stall and a check take."""
    client = start("threads", MODE="observe")
    assert shim.stat() is None
    ask_dead_node(lab, client, 2)
    observed = shim.stat()["observed"]
    assert observed["stalls"] == 2
    assert observed["would_save_ms"] == observed["waited_ms"] - 2 * 250
    assert 5100 <= observed["would_save_ms"] <= 5600
    assert "observed: 2 stalls, " in shim.operate()


def test_enforce_has_nothing_to_say_of_that(lab, shim, start):
    ask_dead_node(lab, start("threads"), 2)
    assert shim.stat()["observed"] is None
    assert "observed" not in shim.operate()


def test_observe_releases_nobody(lab, shim, start):
    victim = lab.nodes[0]
    client = start("blocking", MODE="observe")
    client.hold(victim, 8)
    victim.hang()
    client.say("ask key-0")
    shim.wait_for_state(victim, "DOWN")
    victim.heal()
    assert_served(client.read(8))
