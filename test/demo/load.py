# SPDX-License-Identifier: MIT
"""Users who ask at a fixed rate, whether or not the API keeps up."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import api

USERS = 64
KEYS = 60
PATIENCE_S = 30


def path(number):
    return f"/token-{number % KEYS}"


def warm_up():
    """Every key is in the cache."""
    for number in range(KEYS):
        api.get(path(number), PATIENCE_S)


@dataclass(frozen=True)
class Sample:
    asked_s: float
    latency_s: float
    answered: bool


class Load:
    """Starts at once. Times are seconds since then, and a request that had to wait for
    its turn has waited: it is measured from when it was due."""

    def __init__(self, rate_hz, length_s):
        self.samples = []
        self.asked = 0
        self._gap_s = 1 / rate_hz
        self._count = round(rate_hz * length_s)
        self._started_s = time.monotonic()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def elapsed_s(self):
        return time.monotonic() - self._started_s

    def waiting(self):
        return self.asked - len(self.samples)

    def finish(self):
        self._thread.join()

    def _run(self):
        with ThreadPoolExecutor(USERS) as users:
            for number in range(self._count):
                due_s = number * self._gap_s
                time.sleep(max(0, due_s - self.elapsed_s()))
                self.asked += 1
                users.submit(self._ask, due_s, number)

    def _ask(self, due_s, number):
        answered = api.get(path(number), PATIENCE_S)
        self.samples.append(Sample(due_s, self.elapsed_s() - due_s, answered))
