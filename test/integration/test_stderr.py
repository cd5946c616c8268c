# SPDX-License-Identifier: MIT
"""MCSHIM_LOG=stderr: it is the program's, who may leave it unread, or close it."""

import os
import select

import pytest

from client import Client
from promises import STALL_MS
from shim import command

# What is said is said by then.
PATIENCE_S = 2.0


@pytest.fixture
def listen(lab, shim):
    """Starts a program that logs into a pipe; returns it and the pipe's two ends."""
    clients = []

    def start_client(prepare=lambda writer: None):
        reader, writer = os.pipe()
        prepare(writer)
        clients.append(Client([*command("blocking"), lab.nodes[0].endpoint],
                              shim.environment(LOG="stderr"), writer))
        os.close(writer)
        return clients[-1], reader

    yield start_client
    for client in clients:
        client.end()


def fill_up(writer):
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"x" * select.PIPE_BUF)
    except BlockingIOError:
        os.set_blocking(writer, True)


def read_to_end(reader):
    """What was written before the last who could write closed it."""
    text = b""
    while select.select([reader], [], [], PATIENCE_S)[0]:
        part = os.read(reader, select.PIPE_BUF)
        if not part:
            return text.decode()
        text += part
    raise AssertionError(f"somebody still holds it open, after {text!r}")


def test_nobody_waits_because_nobody_reads_it(lab, listen):
    node = lab.nodes[0]
    client, _reader = listen(fill_up)
    client.hold(node, 1)
    node.silence()
    client.say("ask key-0")
    assert client.read(1)[0].wait_ms <= STALL_MS


def test_it_ends_when_the_program_closes_it(lab, shim, listen):
    node = lab.nodes[0]
    client, reader = listen()
    client.hold(node, 1)
    node.silence()
    client.say("ask key-0")
    client.read(1)
    node.heal()
    shim.wait_for_state(node, "UP")
    client.say("hush")
    assert client.read_json() == {"hushed": True}
    assert read_to_end(reader).count("mcshim: node ") == 2
