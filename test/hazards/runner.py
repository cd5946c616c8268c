# SPDX-License-Identifier: MIT
"""Runs hazards with and without the shim, and does what they ask for meanwhile."""

import difflib
import os
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from shim import BUILD, bare_environment

PROGRAMS = BUILD / "test" / "hazards"

# A hazard that has not ended by then hangs.
PATIENCE_S = 60
# After a verdict, for all that every keeper then does.
SETTLED_S = 0.2
# The same faults in every run, if not at the same moment of the hazard.
SEED = 1
# Differences that are shown: one fault may make thousands.
SHOWN = 40


@dataclass(frozen=True)
class End:
    status: int
    lines: tuple
    errors: str

    def text(self):
        return [*self.lines, f"status {self.status}", *self.errors.splitlines()]


class Runner:
    def __init__(self, lab, shim, start):
        self._lab = lab
        self._shim = shim
        self._start = start
        self._judge = None
        self._flapping = threading.Event()
        self._flapper = None
        self.requests = {"silence": self._silence, "down": self._down, "up": self._up,
                         "flap": self._flap, "pause": lambda _: time.sleep(SETTLED_S)}

    def same(self, program, *arguments, bare=None, **settings):
        """Runs it without the shim and with it, and demands the same end. `bare` is the
        environment without it. Returns the end."""
        without = self.run(program, *arguments, environment=bare or bare_environment())
        within = self.run(program, *arguments,
                          environment={**(bare or {}), **self._shim.environment(**settings)})
        assert_same(without, within)
        return within

    def run(self, program, *arguments, environment, patience_s=PATIENCE_S):
        command = [str(word) for word in (PROGRAMS / program, *arguments)]
        with tempfile.TemporaryFile("w+") as errors:
            with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=errors, text=True,
                                  start_new_session=True) as process:
                limit = threading.Timer(patience_s, _kill_all, (process.pid,))
                limit.start()
                lines = tuple(self._listen(process, "LD_PRELOAD" in environment))
            limit.cancel()
            errors.seek(0)
            end = End(process.returncode, lines, errors.read())
        self._heal()
        return end

    def _listen(self, process, shimmed):
        for line in process.stdout:
            yield line.rstrip("\n")
            if line.startswith("@"):
                self.requests[line[1:].strip()](shimmed)
                process.stdin.write("\n")
                process.stdin.flush()

    def _silence(self, _shimmed):
        """The first node dies, nobody knows yet."""
        self._lab.nodes[0].silence()

    def _down(self, shimmed):
        """It dies; under the shim everybody knows it then."""
        victim = self._lab.nodes[0]
        victim.silence()
        if shimmed:
            if self._judge is None:
                self._judge = self._start("blocking", nodes=[victim.endpoint])
            self._judge.get("key-0")
            self._shim.wait_for_state(victim, "DOWN")
        time.sleep(SETTLED_S)

    def _up(self, shimmed):
        victim = self._lab.nodes[0]
        victim.heal()
        if shimmed:
            self._shim.wait_for_state(victim, "UP")
        time.sleep(SETTLED_S)

    def _flap(self, _shimmed):
        """From now on all nodes but the last die and come back, by turns, every way."""
        self._flapping.set()
        self._flapper = threading.Thread(target=self._flap_until_end)
        self._flapper.start()

    def _flap_until_end(self):
        random = Random(SEED)
        while self._flapping.is_set():
            node = random.choice(self._lab.nodes[:-1])
            getattr(node, random.choice(("silence", "hang", "unplug", "stop")))()
            time.sleep(random.uniform(0, 0.4))
            node.heal()
            time.sleep(random.uniform(0, 0.2))

    def _heal(self):
        self._flapping.clear()
        if self._flapper is not None:
            self._flapper.join()
        self._flapper = None
        for node in self._lab.nodes:
            node.heal()


def _kill_all(leader):
    """Its children too, for they hold the other end of what we read."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def assert_same(without, within):
    differences = list(difflib.unified_diff(without.text(), within.text(), "without the shim",
                                            "with the shim", n=0, lineterm=""))
    assert not differences, "\n".join(differences[:SHOWN])
