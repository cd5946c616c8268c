# SPDX-License-Identifier: MIT
"""Runs hazards with and without the shim, and does what they ask for meanwhile."""

import difflib
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass

from shim import BUILD, bare_environment

PROGRAMS = BUILD / "test" / "hazards"

# A hazard that has not ended by then hangs.
PATIENCE_S = 60
# After a verdict, for all that every keeper then does.
SETTLED_S = 0.2
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
        self.requests = {"silence": self._silence, "down": self._down, "up": self._up}

    def same(self, program, *arguments, bare=None, **settings):
        """Runs it without the shim and with it, and demands the same end. `bare` is the
        environment without it. Returns the end."""
        without = self.run(program, *arguments, environment=bare or bare_environment())
        within = self.run(program, *arguments,
                          environment={**(bare or {}), **self._shim.environment(**settings)})
        assert_same(without, within)
        return within

    def run(self, program, *arguments, environment):
        command = [str(word) for word in (PROGRAMS / program, *arguments)]
        with tempfile.TemporaryFile("w+") as errors:
            with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=errors, text=True) as process:
                limit = threading.Timer(PATIENCE_S, process.kill)
                limit.start()
                lines = tuple(self._listen(process, "LD_PRELOAD" in environment))
            limit.cancel()
            errors.seek(0)
            end = End(process.returncode, lines, errors.read())
        self._up(False)
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


def assert_same(without, within):
    differences = list(difflib.unified_diff(without.text(), within.text(), "without the shim",
                                            "with the shim", n=0, lineterm=""))
    assert not differences, "\n".join(differences[:SHOWN])
