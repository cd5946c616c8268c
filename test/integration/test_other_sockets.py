# SPDX-License-Identifier: MIT
"""memcached over a Unix socket or UDP is not ours: nobody is failed or released there."""

import socket
import subprocess
import sys
import time

import pytest

from local import is_listening
from waiting import wait_until

PAUSE_S = 0.6

# Asks every way at once: each command to an address, how long until the reply.
ASK = """
import socket, sys, time
family, kind, address, request = eval(sys.argv[1])
with socket.socket(family, kind) as memcached:
    memcached.connect(address)
    print("connected", flush=True)
    sys.stdin.readline()
    memcached.send(request)
    print(memcached.recv(1400)[-30:], flush=True)
"""
UDP_HEADER = b"\0\1\0\0\0\1\0\0"


@pytest.fixture
def ask(shim):
    """Asks a memcached that pauses for longer than stall and check."""
    def run(memcached, family, kind, address, request):
        program = (sys.executable, "-c", ASK, repr((int(family), int(kind), address, request)))
        with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                              env=shim.environment()) as process:
            assert process.stdout.readline() == "connected\n"
            memcached.hang()
            process.stdin.write("\n")
            process.stdin.flush()
            time.sleep(PAUSE_S)
            assert process.poll() is None
            memcached.resume()
            return process.stdout.readline()
    return run


def test_unix_socket(shim, tmp_path, local_memcached, ask):
    path = tmp_path / "socket"
    memcached = local_memcached("-s", path)
    wait_until(path.exists, "no socket")
    reply = ask(memcached, socket.AF_UNIX, socket.SOCK_STREAM, str(path), b"version\r\n")
    assert "VERSION" in reply
    assert shim.stat() is None


def test_udp(shim, local_memcached, ask):
    memcached = local_memcached("-l", "127.0.0.1", "-p", "18888", "-U", "18888")
    wait_until(lambda: is_listening("127.0.0.1", 18888), "memcached does not answer")
    reply = ask(memcached, socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 18888),
                UDP_HEADER + b"version\r\n")
    assert "VERSION" in reply
    assert shim.nodes() == {}
