# SPDX-License-Identifier: MIT
"""Each fault does what it says, as a plain socket on the controller sees it.

    test/lab/enter /usr/bin/python3 -m pytest test/lab
"""

import errno
import os
import socket
import struct
import subprocess
from pathlib import Path

import pytest

from lab import Lab

# Above the first retransmission of a lost packet in a sane network (200 ms).
SILENCE_S = 0.5
# An unplugged neighbour is given up after three ARP requests, a second apart.
ARP_S = 4.0
# TCP repeats a lost SYN after a second.
SYN_REPEATED_S = 2.5
# Many packets lost in a row: TCP doubles its patience each time.
LOSSY_S = 30.0
# Of tcpi_total_retrans in struct tcp_info.
TOTAL_RETRANS_OFFSET = 100


@pytest.fixture(name="lab")
def _lab():
    with Lab(nodes=2) as lab:
        yield lab


@pytest.fixture(name="node")
def _node(lab):
    return lab.nodes[0]


def connect(node, wait_s=SILENCE_S):
    return socket.create_connection((node.address, node.port), wait_s)


def ask(connection):
    connection.sendall(b"version\r\n")
    return connection.recv(100)


def answers(node, wait_s=SILENCE_S):
    with connect(node, wait_s) as connection:
        return ask(connection).startswith(b"VERSION")


def is_mute(connection):
    try:
        ask(connection)
        return False
    except TimeoutError:
        return True


def test_healthy_nodes_answer(lab):
    assert all(answers(node) for node in lab.nodes)


def test_silence_swallows_connects_and_requests(lab, node):
    with connect(node) as before:
        assert ask(before)
        node.silence()
        assert is_mute(before)
    with pytest.raises(TimeoutError):
        connect(node)
    assert answers(lab.nodes[1])
    node.heal()
    assert answers(node)


def test_unplug_swallows_connects_and_requests(lab, node):
    with connect(node) as before:
        assert ask(before)
        node.unplug()
        assert is_mute(before)
    with pytest.raises(TimeoutError):
        connect(node)
    assert answers(lab.nodes[1])


def test_unplugged_before_it_was_ever_met_is_ehostunreach(node):
    node.unplug()
    with pytest.raises(OSError) as failure:
        connect(node, ARP_S)
    assert failure.value.errno == errno.EHOSTUNREACH


def test_a_plugged_node_is_reached_at_once(node):
    for _ in range(5):
        node.unplug()
        with pytest.raises(TimeoutError):
            connect(node)
        node.heal()
        assert answers(node, 0.1)


def test_the_last_node_unplugged_leaves_the_controller_its_wire(lab):
    for node in lab.nodes:
        node.unplug()
    with pytest.raises(TimeoutError):
        connect(lab.nodes[0])


def test_hang_accepts_and_says_nothing(node):
    node.hang()
    with connect(node) as connection:
        assert is_mute(connection)
        node.heal()
        assert connection.recv(100).startswith(b"VERSION")


def test_stop_refuses(node):
    node.stop()
    with pytest.raises(ConnectionRefusedError):
        connect(node)
    node.heal()
    assert answers(node)


def test_reset_ends_old_connections_and_new_ones(node):
    with connect(node) as before:
        assert ask(before)
        node.reset()
        with pytest.raises(ConnectionResetError):
            ask(before)
    with connect(node) as after, pytest.raises(ConnectionResetError):
        ask(after)
    node.heal()
    assert answers(node)


def test_forget_mutes_old_connections_only(node):
    for _ in range(2):
        with connect(node) as before:
            assert ask(before)
            node.forget()
            assert is_mute(before)
            assert answers(node)
        node.heal()
        assert answers(node)


def test_a_new_connection_from_a_forgotten_port_works(node):
    with connect(node) as before:
        assert ask(before)
        port = before.getsockname()[1]
        node.forget()
        assert is_mute(before)
        before.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", True, 0))
    # The node's TCP takes the first SYN for the old connection's, and ends that.
    address = (node.address, node.port)
    with socket.create_connection(address, SYN_REPEATED_S, ("", port)) as after:
        assert ask(after)


def repetitions(connection):
    information = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    return struct.unpack_from("I", information, TOTAL_RETRANS_OFFSET)[0]


def test_lose_makes_tcp_repeat_itself(node):
    with connect(node, LOSSY_S) as connection:
        node.lose(20)
        asked = 0
        while repetitions(connection) == 0 and asked < 200:
            assert ask(connection)
            asked += 1
        assert repetitions(connection) > 0
        node.heal()
        assert ask(connection)
        settled = repetitions(connection)
        assert all(ask(connection) for _ in range(100))
        assert repetitions(connection) == settled


def test_everything_at_once_can_be_healed(node):
    node.hang()
    node.silence()
    node.lose(50)
    node.unplug()
    node.heal()
    assert answers(node)


def test_two_nodes_share_a_host(lab, node):
    neighbour = lab.add_node(address=node.address, port=node.port + 1)
    assert answers(neighbour)
    node.stop()
    assert answers(neighbour)
    neighbour.silence()
    with pytest.raises(TimeoutError):
        connect(node)


def test_commands_reach_a_node_that_is_cut_off(node):
    node.silence()
    node.unplug()
    assert "STAT curr_connections" in node.command("stats")


def test_memcached_takes_further_options():
    with Lab(nodes=1, memcached_args=("-c", "77")) as lab:
        assert "STAT maxconns 77" in lab.nodes[0].command("stats settings")


def test_enter_exits_as_its_command_and_leaves_nothing():
    enter = Path(__file__).with_name("enter")
    shown = "ip -brief link; ls /run/netns /dev/shm; exit 7"
    done = subprocess.run((enter, "sh", "-c", shown), stdout=subprocess.PIPE, text=True,
                          check=False)
    assert done.returncode == 7
    assert [line.split()[0] for line in done.stdout.splitlines() if "<" in line] == ["lo"]
    assert os.listdir("/run/netns") == []
