# SPDX-License-Identifier: MIT
"""MCSHIM_TABLE: with whom a process shares what it knows."""

import pytest

from promises import RELEASE_MS, STALL_MS, WAIT_MS
from waiting import wait_until

# A connect that nobody answers, and nothing is known of the node.
LEAST_STALL_MS = 200


@pytest.fixture
def victim(lab):
    return lab.nodes[0]


@pytest.fixture
def wait_ms(victim, start):
    """How long a new process's request to the dead node waits."""
    def ask(**settings):
        client = start("blocking", nodes=[victim.endpoint], **settings)
        return client.get("key-0").wait_ms
    return ask


def is_stall(duration_ms):
    return LEAST_STALL_MS <= duration_ms <= STALL_MS


def test_machine_is_the_default(shim, victim, wait_ms):
    victim.silence()
    assert is_stall(wait_ms())
    assert wait_ms(TABLE="machine") <= WAIT_MS
    assert shim.stat()["table"].startswith("/dev/shm/mcshim2-")


def test_process_finds_out_for_itself(shim, victim, wait_ms):
    victim.silence()
    assert is_stall(wait_ms())
    assert is_stall(wait_ms(TABLE="process"))
    assert is_stall(wait_ms(TABLE="process"))
    assert shim.nodes()[victim.endpoint]["stalls"] == 1


def test_process_means_its_children_too(victim, start):
    daemon = start("prefork", nodes=[victim.endpoint], TABLE="process")
    daemon.read(4)
    victim.silence()
    daemon.say("ask key-0")
    assert max(answer.wait_ms for answer in daemon.read(4)) <= RELEASE_MS
    daemon.say("get key-0")
    assert max(answer.wait_ms for answer in daemon.read(4)) <= WAIT_MS


def test_path_is_shared_by_those_who_name_it(shim, tmp_path, victim, wait_ms):
    table = tmp_path / "table"
    victim.silence()
    assert is_stall(wait_ms(TABLE=table))
    assert wait_ms(TABLE=table) <= WAIT_MS
    assert is_stall(wait_ms(TABLE="machine"))
    assert shim.state(victim, "--table", str(table)) == "DOWN"


def test_path_that_cannot_be_made_is_said_once_and_harms_nobody(shim, tmp_path, victim, start):
    table = tmp_path / "missing" / "table"
    client = start("blocking", nodes=[victim.endpoint], TABLE=table)
    assert [client.get("key-0").value for _ in range(3)] == [victim.endpoint] * 3
    wait_until(shim.journal, "nothing is logged")
    line, = shim.journal()
    assert str(table) in line
