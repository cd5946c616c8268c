# SPDX-License-Identifier: MIT
"""MCSHIM_NODES: which connections are memcached at all."""

import pytest

from client import NoAnswer
from local import is_listening
from promises import assert_served
from waiting import wait_until

NEIGHBOUR_PORT = 18889


@pytest.mark.parametrize("nodes, tracked", [
    ("18888", ("11:18888", "12:18888", "13:18888")),
    ("18889", ("11:18889",)),
    ("18888,18889", ("11:18888", "12:18888", "13:18888", "11:18889")),
    ("18880-18889", ("11:18888", "12:18888", "13:18888", "11:18889")),
    ("10.131.73.12:18888", ("12:18888",)),
    ("10.131.73.11:18880-18889", ("11:18888", "11:18889")),
    ("10.131.73.12/31:18888", ("12:18888", "13:18888")),
    ("10.131.73.0/24:18889", ("11:18889",)),
    ("[::ffff:10.131.73.13]:18888", ("13:18888",)),
    (None, ()),
])
def test_these_are_nodes_and_no_others(lab, shim, start, nodes, tracked):
    lab.add_node(address=lab.nodes[0].address, port=NEIGHBOUR_PORT)
    client = start("blocking", NODES=nodes)
    for node in lab.nodes:
        client.hold(node, 1)
    assert set(shim.nodes()) == {f"10.131.73.{name}" for name in tracked}


def test_the_standard_port_is_the_default(lab, shim, start):
    node = lab.add_node(address=lab.nodes[0].address, port=11211)
    start("blocking", NODES=None).hold(node, 1)
    assert set(shim.nodes()) == {node.endpoint}


@pytest.mark.parametrize("nodes", ("[::1]:18888", "[::/64]:18888", "18888"))
def test_ipv6(shim, start, local_memcached, nodes):
    memcached = local_memcached("-l", "::1", "-p", "18888")
    wait_until(lambda: is_listening("::1", 18888), "memcached does not answer")
    client = start("blocking", nodes=["[::1]:18888"], NODES=nodes)
    assert client.get("key-0").error is None
    assert set(shim.nodes()) == {"[::1]:18888"}
    memcached.hang()
    assert client.get("key-0").error == "ECONNRESET"
    assert client.get("key-0").error == "ECONNREFUSED"


def test_what_is_no_node_is_left_alone(lab, shim, start):
    node = lab.nodes[0]
    client = start("blocking", NODES="11211")
    client.hold(node, 4)
    node.hang()
    client.say("ask key-0")
    # Longer than stall and check.
    with pytest.raises(NoAnswer):
        client.read_json(wait_s=1)
    node.heal()
    assert_served(client.read(4))
    assert shim.nodes() == {}
