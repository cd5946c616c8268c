# SPDX-License-Identifier: MIT
"""Containers of one pod: a network and an IPC namespace for all, a PID namespace for each. And
such that have a network of their own, where the same addresses are other machines."""

import pytest

from client import Client
from promises import STALL_MS, WAIT_MS
from shim import command
from waiting import wait_until

POD = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
# Another machine with the address of a node: ADDRESS PORT PROGRAM...
ELSEWHERE = ("unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", """
    ip link set lo up && ip address add "$0/32" dev lo || exit 1
    memcached -u root -l "$0" -p "$1" & shift
    "$@"
""")


@pytest.fixture
def contain(lab, shim):
    clients = []

    def start_contained(program, container=POD, nodes=None, **settings):
        nodes = nodes or [node.endpoint for node in lab.nodes]
        clients.append(Client([*container, *command(program), *nodes],
                              shim.environment(**settings)))
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


@pytest.mark.parametrize("same_path", (False, True))
def test_same_address_in_another_network(lab, shim, contain, tmp_path, same_path):
    victim = lab.nodes[0]
    settings = {"TABLE": tmp_path / "table"} if same_path else {}
    here = contain("blocking", (), [victim.endpoint], **settings)
    elsewhere = contain("blocking", (*ELSEWHERE, victim.address, str(victim.port)),
                        [victim.endpoint], **settings)
    here.get("key-0")
    wait_until(lambda: elsewhere.get("key-0").error != "ECONNREFUSED", "no memcached elsewhere")
    victim.silence()
    here.get("key-0")
    assert here.get("key-0").error == "ECONNREFUSED", "it is DOWN here"
    answer = elsewhere.get("key-0")
    assert answer.error is None and answer.wait_ms <= WAIT_MS
