# SPDX-License-Identifier: MIT
"""Everything that can happen to a node, at random, and a record of when it did."""

import random
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

KEYS = [f"key-{number}" for number in range(60)]
CROWD = 150
# More connections than the clients ever have, fewer than they and the crowd.
NODE_ARGS = ("-c", "128", "-o", "no_maxconns_fast")
CROWD_ARRIVES_S = 0.2
LOST_PERCENT = 3
# Most outages outlast a verdict, some end before it.
SHORT_S = (0.05, 0.4)
LONG_S = (0.5, 6.0)
SHORT_SHARE = 0.25
REST_S = (0.3, 5.0)
FAULTS = ("silence", "unplug", "hang", "stop", "forget", "lose", "crowd")


@dataclass
class Fault:
    name: str
    began_s: float
    ended_s: float = float("inf")

    def overlaps(self, began_s, ended_s):
        return self.began_s < ended_s and began_s < self.ended_s


def value_of(key, endpoint):
    """A value that names its key and its node: a reply to another request is found out."""
    return f"{key}@{endpoint}"


class Victim:
    """A node and what happens to it. Which faults, in which order and how long, the seed
    says alone."""

    def __init__(self, node, seed, is_over):
        self.endpoint = node.endpoint
        self.history = []
        self._node = node
        self._chance = random.Random(f"{seed} {node.endpoint}")
        self._is_over = is_over
        self._crowd = []
        self._store()
        self._thread = threading.Thread(target=self._suffer, daemon=True)

    def start(self):
        self._thread.start()

    def join(self):
        self._thread.join()

    @contextmanager
    def fault(self, name):
        fault = Fault(name, time.monotonic())
        self.history.append(fault)
        self._strike(name)
        try:
            yield
        finally:
            self._close_crowd()
            self._node.heal()
            fault.ended_s = time.monotonic()
            self._store()

    def faults_between(self, began_s, ended_s):
        return [fault for fault in list(self.history) if fault.overlaps(began_s, ended_s)]

    def _suffer(self):
        while not self._is_over.wait(self._chance.uniform(*REST_S)):
            lasts_s = SHORT_S if self._chance.random() < SHORT_SHARE else LONG_S
            with self.fault(self._chance.choice(FAULTS)):
                self._is_over.wait(self._chance.uniform(*lasts_s))

    def _strike(self, name):
        if name == "crowd":
            self._call_crowd()
        elif name == "lose":
            self._node.lose(LOST_PERCENT)
        else:
            getattr(self._node, name)()

    def _call_crowd(self):
        """Takes all the connections that the node gives: it is FULL for who comes later."""
        address, port = self.endpoint.rsplit(":", 1)
        for _ in range(CROWD):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex((address, int(port)))
            self._crowd.append(one)
        self._is_over.wait(CROWD_ARRIVES_S)

    def _close_crowd(self):
        while self._crowd:
            self._crowd.pop().close()

    def _store(self):
        texts = [(key, value_of(key, self.endpoint)) for key in KEYS]
        self._node.command("\r\n".join(f"set {key} 0 0 {len(text)}\r\n{text}"
                                       for key, text in texts))
