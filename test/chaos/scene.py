# SPDX-License-Identifier: MIT
"""All who take part, and when they work and rest."""

import threading
from contextlib import contextmanager

from tender import Tender

# How many of each kind: twenty processes that are told what to do, and the prefork ones'
# children. The first of each kind is never killed.
POPULATION = {"threads": 5, "eventlet": 3, "libmemcached": 4, "blocking": 5, "prefork": 3}
# Of all rounds: about one process of all a second. Python's are slow to start.
KILL_SHARE = {"threads": 0.004, "eventlet": 0.004, "libmemcached": 0.01, "blocking": 0.01,
              "prefork": 0.01}


class Scene:
    def __init__(self, victims, shim, court, seed, is_over):
        self.victims = victims
        self.shim = shim
        self.court = court
        self.seed = seed
        self.is_over = is_over
        self._changes = threading.Condition()
        self._resting = False
        self.tenders = [Tender(kind, number, KILL_SHARE[kind] if number > 1 else 0, self)
                        for kind, count in POPULATION.items() for number in range(1, count + 1)]
        self._working = set(self.tenders)

    @property
    def elders(self):
        return [tender for tender in self.tenders if tender.kill_share == 0]

    def start(self):
        for tender in self.tenders:
            tender.start()

    @contextmanager
    def rest(self):
        """Within it no client does anything, and all have answered."""
        with self._changes:
            self._resting = True
            self._changes.wait_for(lambda: not self._working)
        try:
            yield
        finally:
            with self._changes:
                self._resting = False
                self._changes.notify_all()

    def wait_for_work(self, tender):
        with self._changes:
            self._working.discard(tender)
            self._changes.notify_all()
            self._changes.wait_for(lambda: not self._resting)
            self._working.add(tender)

    def leaves(self, tender):
        with self._changes:
            self._working.discard(tender)
            self._changes.notify_all()

    def end(self):
        self.is_over.set()
        for tender in self.tenders:
            tender.join()
