# SPDX-License-Identifier: MIT
"""One run of the demo: an API under load loses a node of three, and gets it back."""

import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import api
from lab import Lab
from load import Load, warm_up

ROOT = Path(__file__).resolve().parents[2]
SHIM_STAT = ROOT / "build" / "shim" / "stat" / "shim-stat"
NODE_PORT = 18888
RATE_HZ = 20
SILENCED_S = 5
HEALED_S = 17
END_S = 25
# Long enough after the beginning of the outage for the table to have a story to tell.
VIEW_S = 16
LOOK_S = 0.05


@dataclass
class Run:
    name: str
    victim: str
    samples: list
    silenced_s: float
    healed_s: float
    used_again_s: float  # after the return; None: not within the run
    view_during: str
    view_after: str
    journal: str


def play(name, wrapper, progress):
    """`wrapper` is a command that runs another one, and ends in "--"; or nothing."""
    with (Lab(port=NODE_PORT) as lab, tempfile.TemporaryFile("w+") as journal,
          api.running(wrapper, lab.nodes, journal)):
        warm_up()
        scene = Scene(name, lab.nodes[1], Load(RATE_HZ, END_S), progress)
        silenced_s = scene.lose_the_node()
        view_during = shim_stat() if wrapper else ""
        healed_s, used_again_s = scene.get_it_back()
        samples = scene.finish()
        view_after = shim_stat() if wrapper else ""
        journal.seek(0)
        return Run(name, lab.nodes[1].endpoint, samples, silenced_s, healed_s, used_again_s,
                   view_during, view_after, journal.read())


class Scene:
    def __init__(self, name, victim, load, progress):
        self._name = name
        self._victim = victim
        self._load = load
        self._progress = progress

    def lose_the_node(self):
        self._progress.say(f"{self._name}: three nodes, {RATE_HZ} requests per second")
        self._watch(SILENCED_S)
        self._victim.silence()
        silenced_s = self._load.elapsed_s()
        self._progress.say(f"{self._name}: {self._victim.endpoint} falls silent")
        self._watch(VIEW_S)
        return silenced_s

    def get_it_back(self):
        self._watch(HEALED_S)
        uses = self._uses()
        self._victim.heal()
        healed_s = self._load.elapsed_s()
        self._progress.say(f"{self._name}: {self._victim.endpoint} is back")
        self._watch(END_S, lambda: self._uses() > uses)
        used_again_s = self._load.elapsed_s() - healed_s if self._uses() > uses else None
        self._watch(END_S)
        return healed_s, used_again_s

    def finish(self):
        self._load.finish()
        self._progress.clear()
        return sorted(self._load.samples, key=lambda sample: sample.asked_s)

    def _watch(self, until_s, ended=lambda: False):
        while self._load.elapsed_s() < until_s and not ended():
            self._progress.show(f"{self._name}: {self._load.elapsed_s():4.1f} s of {END_S},"
                                f" {self._load.asked} asked, {self._load.waiting()} waiting")
            time.sleep(LOOK_S)

    def _uses(self):
        """How often a client has got or set something there: no health check does."""
        statistics = dict(line.split()[1:] for line in
                          self._victim.command("stats").splitlines() if " cmd_" in line)
        return int(statistics["cmd_get"]) + int(statistics["cmd_set"])


def shim_stat():
    return subprocess.run((SHIM_STAT,), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False).stdout
