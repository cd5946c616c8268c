# SPDX-License-Identifier: MIT
"""A node out of connections serves those it has and is silent to newcomers: FULL."""

import statistics
import threading

import pytest

from keys import ask_in_turn
from promises import STALL_MS, assert_nobody_waits, assert_served

CROWDED = {"nodes": 1, "memcached_args": ("-c", "32", "-o", "no_maxconns_fast")}
# memcached counts its own descriptors too: nine connections are all that it serves.
WORKING = 6
NEWCOMERS = 34
REQUESTS = 100
ROUNDS = REQUESTS // WORKING + 1
NOISE = 1.5
NOISE_MS = 0.3


def ask(client):
    client.say("ask key-0")
    return client.read(WORKING)


@pytest.mark.parametrize("lab", [CROWDED], indirect=True)
def test_newcomers_are_refused_and_the_others_served(lab, shim, start):
    node = lab.nodes[0]
    working, crowd = start("blocking"), start("blocking")
    assert {answer.error for answer in working.hold(node, WORKING)} == {None}
    before = [answer for _ in range(ROUNDS) for answer in ask(working)]

    newcomers = []
    arriving = threading.Thread(target=lambda: newcomers.extend(crowd.hold(node, NEWCOMERS)))
    arriving.start()
    during = []
    while arriving.is_alive() or len(during) < REQUESTS:
        during += ask(working)
    arriving.join()
    assert shim.state(node) == "FULL"

    left_out = [answer for answer in newcomers if answer.error]
    assert left_out and {answer.error for answer in left_out} == {"ECONNRESET"}
    assert all(answer.wait_ms <= STALL_MS for answer in newcomers)
    assert_served(during)
    assert (statistics.median(answer.wait_ms for answer in during)
            <= statistics.median(answer.wait_ms for answer in before) * NOISE + NOISE_MS)

    late = ask_in_turn(start("blocking"), ["key-0"] * 20)
    assert {answer.error for answer in late} == {"ECONNREFUSED"}
    assert_nobody_waits(late)
    after = ask(working)
    assert_served(after)
    assert_nobody_waits(after)
