# SPDX-License-Identifier: MIT
"""Each client program has a tender: it has it ask, kills it at any moment, starts another."""

import random
import threading
import time

from client import Client, NoAnswer
from faults import KEYS
from shim import command

PAUSE_S = (0.0, 0.15)
KEYS_MAX = 5
HELD_MAX = 12
PREFORK_PROCESSES = 4
# Each of them will sooner or later write to a connection that a memcached has closed, which
# no daemon survives that does not ignore this signal.
DAEMON = ("env", "--ignore-signal=PIPE")
# python-memcached looks for a key on the next node when one fails.
GOES_ON = ("threads", "eventlet")


class Tender:
    """kill_share: how often, of all rounds, the client is killed or ended meanwhile. Those
    with 0 live for the whole time, so that what they leak adds up."""

    def __init__(self, kind, number, kill_share, scene):
        self.name = f"{kind} {number}"
        self.kind = kind
        self.kill_share = kill_share
        self.started = self.killed = self.held = self.rounds = 0
        self.client = None
        self.pids = set()
        self._scene = scene
        self._chance = random.Random(f"{scene.seed} {self.name}")
        self._thread = threading.Thread(target=self._tend, daemon=True)

    def start(self):
        self._thread.start()

    def join(self):
        self._thread.join()

    def ask(self, *words):
        """One command; its answers are heard by the court."""
        self.client.say(*words)
        if words[0] == "spawn":
            assert self.client.read_json() == {"status": 0}
            return []
        answers = self._read(self._answers_to(words))
        if words[0] == "hold":
            self.held += sum(answer.error is None for answer in answers)
        return answers

    def end(self):
        """Its last words: how it ends and what it says on stderr are part of the trial."""
        status, said = self.client.end(), self.client.stderr()
        if status != self.client.expected_status or said:
            self._scene.court.accuse(f"{self.name} ended with {status}, saying {said!r}")
        self.client = None

    def _tend(self):
        try:
            while not self._scene.is_over.is_set():
                self._scene.wait_for_work(self)
                self._round()
        except (NoAnswer, AssertionError, OSError) as failure:
            status = self.client.end() if self.client else "never started"
            self._scene.court.accuse(f"{self.name} (processes {self.pids}) gives no answer or has"
                                     f" ended by itself: {failure!r}, status {status}")
            self.client = None
        finally:
            self._scene.leaves(self)

    def _round(self):
        if self.client is None:
            self._begin()
        self.rounds += 1
        if self._chance.random() < self.kill_share:
            self._kill_or_end()
        else:
            self.ask(*self._words())
            time.sleep(self._chance.uniform(*PAUSE_S))

    def _begin(self):
        nodes = [victim.endpoint for victim in self._scene.victims]
        self._chance.shuffle(nodes)
        self.client = Client([*DAEMON, *command(self.kind), *nodes],
                             self._scene.shim.environment())
        self.started += 1
        self.held = 0
        self.pids = set()
        if self.kind == "prefork":
            self._read(PREFORK_PROCESSES)

    def _words(self):
        if self.kind == "prefork":
            return self._chance.choice(("ask", "get")), self._chance.choice(KEYS)
        if self.kind == "blocking":
            what = self._chance.choice(("get", "get", "hold", "ask", "ask", "noreply", "spawn"))
            if what == "hold" and self.held < HELD_MAX:
                return "hold", self._chance.choice(self._scene.victims).endpoint, 2
            if what in ("ask", "noreply") and self.held:
                return what, self._chance.choice(KEYS) if what == "ask" else "scribble"
            if what == "spawn":
                return "spawn", "true"
        return "get", *self._chance.choices(KEYS, k=self._chance.randint(1, KEYS_MAX))

    def _answers_to(self, words):
        if words[0] in ("ask", "noreply", "hold") and self.kind == "blocking":
            return words[2] if words[0] == "hold" else self.held
        return PREFORK_PROCESSES if self.kind == "prefork" else len(words) - 1

    def _read(self, count):
        answers, arrivals_s = [], []
        for _ in range(count):
            answers += self.client.read(1)
            arrivals_s.append(time.monotonic())
        for answer, arrived_s in zip(answers, arrivals_s):
            self._scene.court.hear(self.name, answer, arrived_s, self.kind in GOES_ON)
        self.pids |= {answer.pid for answer in answers}
        return answers

    def _kill_or_end(self):
        """While it waits for its answers, if it is killed."""
        if self._chance.random() < 0.3:
            self.end()
            return
        self.client.say(*self._words())
        time.sleep(self._chance.uniform(0, 0.3))
        self._scene.court.kills_s.append(time.monotonic())
        self.client.kill()
        self.killed += 1
        self.end()
