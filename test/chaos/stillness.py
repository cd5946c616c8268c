# SPDX-License-Identifier: MIT
"""When did the machine itself stand still? What waited then did not wait for a node."""

import os
import subprocess
import sys
import threading

TICK_S = 0.005
LATE_S = 0.03

METRONOME = f"""
import os, sys, time
os.sched_setaffinity(0, {{int(sys.argv[1])}})
last = time.monotonic()
while True:
    time.sleep({TICK_S})
    now = time.monotonic()
    if now - last > {LATE_S}:
        print(last, now, flush=True)
    last = now
"""


class Stillness:
    """A metronome on each processor; what it says when it was late."""

    def __init__(self):
        self._pauses = []
        self._metronomes = [
            subprocess.Popen((sys.executable, "-c", METRONOME, str(cpu)), stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, text=True)
            for cpu in sorted(os.sched_getaffinity(0))]
        for metronome in self._metronomes:
            threading.Thread(target=self._listen, args=(metronome,), daemon=True).start()

    def between_ms(self, began_s, ended_s):
        """How long in all; processors that stood still at the same time count each."""
        return sum(max(0, min(ended_s, until_s) - max(began_s, since_s)) * 1000
                   for since_s, until_s in list(self._pauses))

    def longest_ms(self):
        return max((until_s - since_s for since_s, until_s in self._pauses), default=0) * 1000

    def end(self):
        for metronome in self._metronomes:
            metronome.kill()
            metronome.wait()

    def _listen(self, metronome):
        for line in metronome.stdout:
            self._pauses.append(tuple(map(float, line.split())))
