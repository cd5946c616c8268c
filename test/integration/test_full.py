# SPDX-License-Identifier: MIT
"""A node out of connections serves those it has and is silent to newcomers: FULL."""

import statistics
import threading
import time

import pytest

from keys import ask_in_turn
from promises import RELEASE_MS, RETURN_S, STALL_MS, assert_nobody_waits, assert_served

CROWDED = {"nodes": 1, "memcached_args": ("-c", "32", "-o", "no_maxconns_fast")}
# memcached counts its own descriptors too: nine connections are all that it serves.
WORKING = 6
NEWCOMERS = 34
REQUESTS = 100
ROUNDS = REQUESTS // WORKING + 1
IDLE_S = 2.5
NOISE = 1.5
NOISE_MS = 0.3


def ask(client):
    client.say("ask key-0")
    return client.read(WORKING)


@pytest.fixture
def node(lab):
    return lab.nodes[0]


@pytest.fixture
def working(start, node):
    """A client whose connections memcached serves."""
    client = start("blocking")
    assert {answer.error for answer in client.hold(node, WORKING)} == {None}
    return client


@pytest.fixture
def crowd(start):
    return start("blocking")


def arrive(crowd, node, working):
    """The crowd wants connections while others work: its answers, and theirs."""
    newcomers, during = [], []
    arriving = threading.Thread(target=lambda: newcomers.extend(crowd.hold(node, NEWCOMERS)))
    arriving.start()
    while arriving.is_alive() or len(during) < REQUESTS:
        during += ask(working)
    arriving.join()
    return newcomers, during


@pytest.mark.parametrize("lab", [CROWDED], indirect=True)
def test_newcomers_are_refused_and_the_others_served(shim, start, node, working, crowd):
    before = [answer for _ in range(ROUNDS) for answer in ask(working)]
    newcomers, during = arrive(crowd, node, working)
    assert shim.state(node) == "FULL"

    left_out = [answer for answer in newcomers if answer.error]
    assert left_out and {answer.error for answer in left_out} <= {"ECONNRESET", "ECONNREFUSED"}
    assert all(answer.wait_ms <= STALL_MS for answer in newcomers)
    assert_served(during)
    assert (statistics.median(answer.wait_ms for answer in during)
            <= statistics.median(answer.wait_ms for answer in before) * NOISE + NOISE_MS)

    late = ask_in_turn(start("blocking"), ["key-0"] * 20)
    assert {answer.error for answer in late} == {"ECONNREFUSED"}
    assert_nobody_waits(late)


@pytest.mark.parametrize("lab", [CROWDED], indirect=True)
def test_it_stays_full_while_nobody_asks(shim, node, working, crowd):
    """Checks alone are no proof of death: connections that work go on."""
    arrive(crowd, node, working)
    checks = shim.nodes()[node.endpoint]["checks"]
    time.sleep(IDLE_S)
    assert shim.nodes()[node.endpoint]["checks"] > checks
    assert shim.state(node) == "FULL"
    answers = ask(working)
    assert_served(answers)
    assert_nobody_waits(answers)


@pytest.mark.parametrize("lab", [CROWDED], indirect=True)
def test_newcomers_are_served_again_when_there_is_room(shim, start, node, working, crowd):
    arrive(crowd, node, working)
    crowd.end()
    time.sleep(RETURN_S)
    assert shim.state(node) == "UP"
    answers = [start("blocking").get("key-0"), *ask(working)]
    assert_served(answers)
    assert_nobody_waits(answers)


@pytest.mark.parametrize("lab", [CROWDED], indirect=True)
def test_a_full_node_can_die(shim, node, working, crowd):
    arrive(crowd, node, working)
    node.silence()
    answers = ask(working)
    assert {answer.error for answer in answers} == {"ECONNRESET"}
    assert max(answer.wait_ms for answer in answers) <= RELEASE_MS
    assert shim.state(node) == "DOWN"
