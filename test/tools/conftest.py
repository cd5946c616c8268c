# SPDX-License-Identifier: MIT
"""The programs around the shim, as they are called.

    test/lab/enter /usr/bin/python3 -m pytest test/tools

In the lab for its empty /dev/shm: there is a table only if a test makes one.
"""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / "integration")]

# pylint: disable=wrong-import-position
from keepers import wait_for_keeper
from local import LocalMemcached, is_listening
from shim import ROOT, SHIM_STAT, Shim, bare_environment, forget_tables
from waiting import wait_until

SHIM_RUN = ROOT / "scripts" / "shim-run"

# Connects to a node and asks it something, for the rest of its life.
ASK = """
import socket, sys
node = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
node.sendall(b"version\\r\\n")
print("asked", flush=True)
sys.stdin.read()
"""


class SilentNode:
    """The kernel accepts connections to it; nobody ever answers."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.endpoint = f"127.0.0.1:{self.port}"

    def close(self):
        self._listener.close()


@pytest.fixture
def node():
    silent = SilentNode()
    yield silent
    silent.close()


@pytest.fixture
def shim(tmp_path):
    forget_tables()
    yield Shim(tmp_path / "journal")
    forget_tables()


@pytest.fixture
def ask(shim, node):
    """Starts programs under the shim that ask the node: ask(STALL="60s")."""
    yield from _ask(shim, node)


@pytest.fixture
def ask_real(shim, real_node):
    """The same of a real memcached."""
    yield from _ask(shim, real_node)


def _ask(shim, node):
    started = []

    def start(**settings):
        program = subprocess.Popen(
            [sys.executable, "-c", ASK, str(node.port)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, env=shim.environment(NODES=node.port, **settings), text=True)
        assert program.stdout.readline() == "asked\n"
        wait_for_keeper(program)
        started.append(program)
        return program

    yield start
    for program in started:
        program.communicate()


class RealNode(LocalMemcached):
    def __init__(self):
        self.port = 18889
        self.endpoint = f"127.0.0.1:{self.port}"
        super().__init__("-l", "127.0.0.1", "-p", str(self.port), "-U", "0")
        wait_until(lambda: is_listening("127.0.0.1", self.port), "memcached does not listen")


@pytest.fixture
def real_node():
    memcached = RealNode()
    yield memcached
    memcached.end()


def _call(program, words, settings):
    return subprocess.run([program, *map(str, words)], stdin=subprocess.DEVNULL,
                          env={**bare_environment(), **settings}, capture_output=True, text=True,
                          check=False)


@pytest.fixture
def shim_stat():
    """shim_stat("--json", MCSHIM_TABLE="/a/path")"""
    return lambda *words, **settings: _call(SHIM_STAT, words, settings)


@pytest.fixture
def shim_run():
    return lambda *words, **settings: _call(SHIM_RUN, words, settings)
