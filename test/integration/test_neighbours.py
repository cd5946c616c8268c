# SPDX-License-Identifier: MIT
"""Who asks healthy nodes does not notice that another one is dying."""

import statistics
import threading

import pytest

from keys import KEYS, keys_by_node
from promises import SILENCES, WAIT_MS, assert_served

ROUNDS = 400
# Two processes on two busy cores differ by that much without any cause.
NOISE = 1.3
NOISE_MS = 0.1


@pytest.mark.parametrize("silence", SILENCES)
def test_requests_to_healthy_nodes_are_as_fast_as_without_the_shim(lab, start, silence):
    victim, *healthy = lab.nodes
    bare, protected, dying = (start("blocking", bare=bare) for bare in (True, False, False))
    keys = keys_by_node(protected)
    dead_keys = keys[victim.endpoint]
    good_keys = [key for node in healthy for key in keys[node.endpoint]]
    dying.hold(victim, 8)
    getattr(victim, silence)()

    finished = threading.Event()
    other_users = threading.Thread(target=ask_until, args=(dying, dead_keys, finished))
    other_users.start()
    answers = {bare: [], protected: []}
    for turn in range(ROUNDS):
        # In turns: whoever asks second finds memcached awake.
        for client in (bare, protected) if turn % 2 else (protected, bare):
            answers[client].append(client.get(good_keys[turn // 2 % len(good_keys)]))
    finished.set()
    other_users.join()

    assert_served(answers[protected])
    wait_ms = {client: [answer.wait_ms for answer in of_client]
               for client, of_client in answers.items()}
    assert (statistics.median(wait_ms[protected])
            <= statistics.median(wait_ms[bare]) * NOISE + NOISE_MS)
    assert max(wait_ms[protected]) <= max(WAIT_MS, max(wait_ms[bare]) * NOISE)


def ask_until(client, keys, finished):
    """Everything that can befall who needs the dead node: release, refusals, checks."""
    client.say("ask", keys[0])
    client.read(8)
    while not finished.wait(0.01):
        client.get(*keys[:4])


@pytest.mark.parametrize("program", ("threads", "eventlet"))
def test_requests_beside_one_that_waits_are_served_at_once(lab, start, program):
    """Under eventlet one blocked call would be a blocked process."""
    client = start(program)
    victim = lab.nodes[0]
    keys = keys_by_node(client)
    victim.hang()
    answers = client.get(keys[victim.endpoint][0], *(key for key in KEYS
                                                     if key not in keys[victim.endpoint]))
    others = [answer for answer in answers if answer.node != victim.endpoint]
    assert_served(others)
    assert statistics.median(answer.wait_ms for answer in others) <= WAIT_MS * 2
    assert [answer.node for answer in answers][-1] == victim.endpoint
