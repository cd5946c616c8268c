# SPDX-License-Identifier: MIT
"""Runs hazards with and without the shim, and does what they ask for meanwhile."""

import difflib
import os
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from random import Random

from shim import BUILD, bare_environment

PROGRAMS = BUILD / "test" / "hazards"

# A hazard that has not ended by then hangs.
PATIENCE_S = 60
# After a verdict, for all that every keeper then does.
SETTLED_S = 0.2
# Longer than a stall and a check.
OUTAGE_S = 0.6
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
        self.requests = {
            "pause": lambda _: time.sleep(SETTLED_S),
            "hang": lambda _: lab.nodes[0].hang(),
            "silence": lambda _: lab.nodes[0].silence(),
            "heal": lambda _: lab.nodes[0].heal(),
            "down": self._down,
            "up": self._up,
            "outage": self._outage,
            "flap": self._flap,
        }

    def same(self, program, *arguments, **settings):
        """Runs it without the shim and with it, and demands the same end. Returns it."""
        without, within = self.both(program, *arguments, **settings)
        assert_same(without, within)
        return within

    def both(self, program, *arguments, beside=None, **settings):
        """Its ends without the shim and with it. `beside` makes an environment another one,
        in both cases."""
        environments = bare_environment(), self._shim.environment(**settings)
        return [self.run(program, *arguments, environment=beside(made) if beside else made)
                for made in environments]

    def run(self, program, *arguments, environment, patience_s=PATIENCE_S):
        command = [str(word) for word in (PROGRAMS / program, *arguments)]
        with tempfile.TemporaryFile("w+") as errors, tempfile.TemporaryDirectory() as folder:
            with subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=errors, text=True,
                                  start_new_session=True) as process:
                limit = threading.Timer(patience_s, _kill_all, (process.pid,))
                limit.start()
                lines = tuple(self._listen(process, "MCSHIM_NODES" in environment))
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

    def _down(self, shimmed):
        """The first node dies; under the shim everybody knows it then."""
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

    def _outage(self, _shimmed):
        """It hangs for a while, and then does all that it was asked for meanwhile."""
        time.sleep(SETTLED_S)
        self._lab.nodes[0].hang()
        time.sleep(OUTAGE_S)
        self._lab.nodes[0].heal()

    @contextmanager
    def flapping(self):
        self._flap()
        try:
            yield
        finally:
            self._heal()

    def _flap(self, _shimmed=None):
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
