# SPDX-License-Identifier: MIT
"""A node that answers is left alone, however suspicious its silence on one connection is."""

import time

import pytest

from keys import KEYS
from promises import assert_nobody_waits, assert_served

# Several times stall and check.
LONG_S = 0.8
# A lost packet is repeated after 200 ms and again after 400 ms; then nobody waits on.
FORGOTTEN_MS = 1500
THREADS = 4


@pytest.fixture
def node(lab):
    return lab.nodes[0]


@pytest.fixture
def client(node, start):
    client = start("blocking")
    client.hold(node, THREADS)
    return client


def ask(client):
    client.say("ask key-0")
    return client.read(THREADS)


def test_a_request_that_wants_no_reply(shim, node, client):
    for _ in range(3):
        client.say("noreply unread")
        assert {answer.error for answer in client.read(THREADS)} == {None}
        time.sleep(LONG_S)
    told = shim.nodes()[node.endpoint]
    assert told["checks"] > 0
    assert (told["state"], told["released"]) == ("UP", 0)
    answers = ask(client)
    assert_served(answers)
    assert_nobody_waits(answers)


def test_forgotten_connections_are_released_and_new_ones_work(shim, node, client):
    node.forget()
    answers = ask(client)
    assert {answer.error for answer in answers} == {"ECONNRESET"}
    assert max(answer.wait_ms for answer in answers) <= FORGOTTEN_MS
    assert shim.state(node) == "UP"
    assert_served([client.get(key) for key in KEYS[:12]])
