# SPDX-License-Identifier: MIT
"""A program that a protected one becomes or starts inherits nothing of ours but the environment."""

import sys

import pytest

from promises import STALL_MS
from shim import PROGRAMS


@pytest.fixture
def inventories(lab, start):
    """Of a process that was protected and busy, then executed another program: what that
    one found, at its start and after it had connected itself."""
    def take(**options):
        client = start("blocking", **options)
        client.hold(lab.nodes[0], 4)
        client.say("exec", sys.executable, PROGRAMS / "inventory.py", lab.nodes[0].endpoint)
        return client.read_json(), client.read_json()
    return take


def without_shim_variables(inventory):
    return {**inventory, "environment": [name for name in inventory["environment"]
                                         if name != "LD_PRELOAD" and "MCSHIM_" not in name
                                         and "SAN_OPTIONS" not in name]}


def test_nothing_but_the_environment(inventories):
    bare, _ = inventories(bare=True)
    protected, _ = inventories()
    assert without_shim_variables(protected) == without_shim_variables(bare)
    assert protected["environment"] != bare["environment"]


def test_no_thread_before_the_first_connect(inventories):
    before, after = inventories()
    assert "mcshim" not in before["threads"]
    assert after["threads"].count("mcshim") == 1


def test_the_keeper_shows_in_no_descriptor_or_signal(inventories):
    _, bare = inventories(bare=True)
    _, protected = inventories()
    assert protected["descriptors"] == bare["descriptors"]
    assert protected["signals"] == bare["signals"]


def test_what_a_child_closes_its_parent_still_has(lab, start):
    """The child of a vfork runs in its parent's memory, where the connections are noted."""
    victim = lab.nodes[0]
    client = start("blocking")
    client.hold(victim, 1)
    client.say("spawn true")
    assert client.read_json() == {"status": 0}
    victim.hang()
    client.say("ask key-0")
    answer, = client.read(1)
    assert answer.error == "ECONNRESET"
    assert answer.wait_ms <= STALL_MS
