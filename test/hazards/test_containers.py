# SPDX-License-Identifier: MIT
"""Containers of one pod: a network and an IPC namespace for all, a PID namespace for each."""

import pytest

from client import Client
from promises import STALL_MS, WAIT_MS
from shim import command
from waiting import wait_until

POD = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")


@pytest.fixture
def contain(lab, shim):
    clients = []

    def start_contained(program):
        nodes = [node.endpoint for node in lab.nodes]
        clients.append(Client([*POD, *command(program), *nodes], shim.environment()))
        return clients[-1]

    yield start_contained
    assert [client.end() for client in clients] == [
        client.expected_status for client in clients]


def test_one_table(lab, shim, contain):
    victim = lab.nodes[0]
    first, second = contain("blocking"), contain("blocking")
    for client in (first, second):
        client.hold(victim, 1)
    pids = {process["pid"] for process in shim.stat()["processes"]}
    assert len(shim.stat()["processes"]) == 2 and pids <= {1, 2}, "as each container sees itself"
    victim.silence()
    first.say("ask key-0")
    answer, = first.read(1)
    assert answer.error == "ECONNRESET" and answer.wait_ms <= STALL_MS
    second.say("ask key-0")
    answer, = second.read(1)
    assert answer.error == "ECONNRESET" and answer.wait_ms <= WAIT_MS

    first.kill()
    wait_until(lambda: len(shim.stat()["processes"]) == 1, "the list knows it no more")
    victim.heal()
    wait_until(lambda: shim.state(victim) == "UP", "the other container does not check it")
    assert second.get("key-0").value == victim.endpoint
