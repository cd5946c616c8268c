# SPDX-License-Identifier: MIT
"""Two nodes at one address: when the host dies, one wait tells of both."""

import time

import pytest

from promises import STALL_MS, WAIT_MS

# The neighbour's check begins with the verdict on the first node.
CHECK_S = 0.4


@pytest.mark.parametrize("silence", ("silence", "unplug"))
def test_the_second_is_down_without_a_stall_of_its_own(lab, shim, start, silence):
    first = lab.nodes[0]
    second = lab.add_node(address=first.address, port=first.port + 1)
    client = start("blocking", NODES="18888-18889")
    client.hold(first, 1)
    client.hold(second, 1)
    getattr(first, silence)()

    client.say("ask key-0")
    waits_ms = {answer.node: answer.wait_ms for answer in client.read(2)}
    # Both asked here, so both are released; nobody else asks the second.
    assert max(waits_ms.values()) <= STALL_MS + 150


@pytest.mark.parametrize("silence", ("silence", "unplug"))
def test_nobody_has_to_ask_it(lab, shim, start, silence):
    first = lab.nodes[0]
    second = lab.add_node(address=first.address, port=first.port + 1)
    idle, asking = (start("blocking", NODES="18888-18889") for _ in range(2))
    idle.hold(second, 1)
    asking.hold(first, 1)
    getattr(first, silence)()

    asking.say("ask key-0")
    assert asking.read(1)[0].wait_ms <= STALL_MS
    time.sleep(CHECK_S)
    node = shim.nodes()[second.endpoint]
    assert (node["state"], node["reason"], node["stalls"]) == ("DOWN", "neighbour", 0)
    idle.say("ask key-0")
    assert idle.read(1)[0].wait_ms <= WAIT_MS


def test_a_neighbour_that_answers_stays_up(lab, shim, start):
    first = lab.nodes[0]
    second = lab.add_node(address=first.address, port=first.port + 1)
    client = start("blocking", NODES="18888-18889")
    client.hold(first, 1)
    client.hold(second, 1)
    first.hang()
    client.say("ask key-0")
    client.read(2)
    time.sleep(CHECK_S)
    assert (shim.state(first), shim.state(second)) == ("DOWN", "UP")
