# SPDX-License-Identifier: MIT
"""A bad value never harms the daemon: one clear line in the log, and the default."""

import pytest

import devlog
from promises import STALL_MS

BAD_VALUES = [
    ("MODE", "enforced"), ("MODE", ""),
    ("STALL", "100"), ("STALL", "0ms"), ("STALL", "-1s"), ("STALL", "1.5s"), ("STALL", "1h"),
    ("STALL", "99999999999999999999ms"), ("STALL", "100ms "), ("STALL", ""),
    ("STALL_MIN", "10"), ("STALL_MIN", "0ms"), ("STALL_MIN", "Fixed"), ("STALL_MIN", ""),
    ("CHECK_TIMEOUT", "150"), ("CHECK_TIMEOUT", "1ms"), ("CHECK_TIMEOUT", "fast"),
    ("CHECK_INTERVAL", "1"), ("CHECK_INTERVAL", "1ms"), ("CHECK_INTERVAL", "often"),
    ("TABLE", "shared"), ("TABLE", "relative/path"), ("TABLE", ""),
]
BAD_NODES = ["", "memcached1:11211", "0", "65536", "11211-", "11212-11211", "11211,,11212",
             "10.0.0.0/33:11211", "10.0.0.256:11211", "[::1:11211", "10.0.0.1", "11211;11212"]


def assert_works_as_by_default(node, client):
    """One stall of the default length ends in a refusal of the machine's table."""
    client.hold(node, 1)
    node.hang()
    client.say("ask key-0")
    answer, = client.read(1)
    assert answer.error == "ECONNRESET"
    assert 240 <= answer.wait_ms <= STALL_MS


def assert_said_once(lines, name, value):
    about = [line for line in lines if f"MCSHIM_{name}={value}: " in line]
    assert len(about) == 1, lines
    assert len([line for line in lines if "MCSHIM_" in line]) == 1, lines


@pytest.mark.parametrize("name, value", BAD_VALUES)
def test_one_line_and_the_default(lab, shim, start, name, value):
    client = start("blocking", **{name: value})
    assert_works_as_by_default(lab.nodes[0], client)
    assert shim.state(lab.nodes[0]) == "DOWN"
    assert_said_once(shim.journal(), name, value)


@pytest.mark.parametrize("value", BAD_NODES)
def test_bad_nodes_mean_the_standard_port(lab, shim, start, value):
    node = lab.add_node(address=lab.nodes[0].address, port=11211)
    client = start("blocking", NODES=value)
    client.hold(lab.nodes[1], 1)
    client.hold(node, 1)
    assert set(shim.nodes()) == {node.endpoint}
    assert_said_once(shim.journal(), "NODES", value)


@pytest.mark.parametrize("value", ("loud", "", "relative.log"))
def test_a_bad_log_is_complained_of_where_the_default_goes(lab, start, tmp_path, value):
    with devlog.covered(tmp_path) as log:
        client = start("blocking", LOG=value)
        assert_works_as_by_default(lab.nodes[0], client)
        assert_said_once(devlog.read(log), "LOG", value)


def test_several_bad_values_are_one_line_each(lab, shim, start):
    bad = dict.fromkeys(
        ("MODE", "STALL", "STALL_MIN", "CHECK_TIMEOUT", "CHECK_INTERVAL", "TABLE"), "x")
    client = start("blocking", **bad)
    assert_works_as_by_default(lab.nodes[0], client)
    said = [line for line in shim.journal() if "MCSHIM_" in line]
    assert len(said) == len(bad)
    assert all(any(f"MCSHIM_{name}=x: " in line for line in said) for name in bad)
