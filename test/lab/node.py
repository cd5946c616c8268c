# SPDX-License-Identifier: MIT
"""A node: one memcached on a host, and its faults."""

import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from netns import LabError, inside

CHANGE_WAIT_S = 5.0
COMMAND_WAIT_S = 2.0
POLL_S = 0.002


class Node:
    def __init__(self, host, port, memcached_args=()):
        self.address = host.address
        self.port = port
        self.endpoint = f"{self.address}:{port}"
        self.host_name = host.name
        self._host = host
        self._args = memcached_args
        self._memcached = None
        self._messages = tempfile.TemporaryFile("w+")

    def start(self):
        """Starts memcached, and waits until it answers."""
        with inside(self._host.name):
            self._memcached = subprocess.Popen(
                ("memcached", "-u", "root", "-l", self.address, "-p", str(self.port),
                 "-m", "16", "-U", "0", *self._args),
                stdin=subprocess.DEVNULL, stdout=self._messages, stderr=self._messages)
        self._wait_until(self._answers, "does not answer `version`")

    def stop(self):
        """The process ends; the host is there and refuses connects."""
        self._memcached.kill()
        self._memcached.wait()

    def silence(self):
        """Packets to the host are dropped without a word."""
        self._host.silence()

    def unplug(self):
        """The host is switched off, as its neighbours see it: even ARP is dead. Who has met
        it lately only waits; who has not gets EHOSTUNREACH after 3 s."""
        self._host.unplug()

    def hang(self):
        """The kernel goes on accepting and acknowledging, memcached says nothing."""
        self._memcached.send_signal(signal.SIGSTOP)
        self._wait_until(self._is_stopped, "does not stop at SIGSTOP")

    def forget(self):
        """A firewall on the way has lost its memory: connections that exist now are
        mute, new ones work, also from a port of an old one: once TCP has ended that."""
        self._host.forget(self.port, self.clients())

    def reset(self):
        """Connections are accepted, and reset when something is sent."""
        self._host.reset(self.port)

    def lose(self, percent):
        """That share (below 100) of all packets is lost, each way."""
        self._host.lose(percent)

    def count_connects(self):
        """From now on, until heal(), connects() tells how many there were, repeated ones
        and those that a fault swallows among them."""
        self._host.count_connects(self.port)

    def connects(self):
        return self._host.connects()

    def heal(self):
        """Undoes whatever fault there is, also those of other nodes on the same host."""
        self._host.heal()
        self._memcached.send_signal(signal.SIGCONT)
        if self._memcached.poll() is not None:
            self.start()

    def command(self, text):
        """Asks memcached from its own host, which no cut wire prevents: the whole reply."""
        with inside(self._host.name):
            connection = socket.create_connection((self.address, self.port), COMMAND_WAIT_S)
        with connection:
            connection.sendall(f"{text}\r\nquit\r\n".encode())
            return b"".join(iter(lambda: connection.recv(65536), b"")).decode()

    def clients(self):
        """Who is connected now: (address, port) of each."""
        with inside(self._host.name):
            listing = subprocess.run(
                ("ss", "-Htn", "state", "established", f"sport = :{self.port}"),
                stdout=subprocess.PIPE, text=True, check=True).stdout
        return [line.split()[3].rsplit(":", 1) for line in listing.splitlines()]

    def _answers(self):
        if self._memcached.poll() is not None:
            self._messages.seek(0)
            raise LabError(f"memcached at {self.endpoint} ended at once, status"
                           f" {self._memcached.returncode}: {self._messages.read().strip()}")
        try:
            return self.command("version").startswith("VERSION")
        except ConnectionRefusedError:
            return False

    def _is_stopped(self):
        threads = Path(f"/proc/{self._memcached.pid}/task").glob("*/stat")
        return all(thread.read_text().rpartition(") ")[2].startswith("T") for thread in threads)

    def _wait_until(self, condition, complaint):
        deadline_s = time.monotonic() + CHANGE_WAIT_S
        while not condition():
            if time.monotonic() > deadline_s:
                raise LabError(f"memcached at {self.endpoint} {complaint} within {CHANGE_WAIT_S} s")
            time.sleep(POLL_S)
