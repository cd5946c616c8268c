# SPDX-License-Identifier: MIT
"""Processes are killed at any moment, in the middle of a check, too, while nodes come and go:
what they leave behind in the table harms nobody.

MCSHIM_KILLS says how many (scripts/kills: 1,000).
"""

import os
import random
import signal
import subprocess
import threading
import time

from runner import PROGRAMS, SEED
from waiting import wait_until

KILLS = int(os.environ.get("MCSHIM_KILLS", "120"))
AT_ONCE = 6
LIVES_S = (0.0, 0.06)
LOOK_S = 0.05
# A check, and the lease of a judge that died in it, twice over; the machine is busy.
SUSPECT_MS = 1000
# A node that is well: the lease of a judge that died between checks, and eight answers.
RETURN_S = 6
# From the first request to the verdict, if no lease is in the way.
VERDICT_S = 0.6
COUNTERS = ("stalls", "failed_fast", "released", "waited_ms", "checks")


class Onlooker(threading.Thread):
    """Looks at the table all the time; what is wrong with it is in `complaints`."""

    def __init__(self, shim):
        super().__init__()
        self.complaints = []
        self.states = set()
        self._shim = shim
        self._before = {}
        self._is_over = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self._is_over.set()
        self.join()

    def run(self):
        while not self._is_over.wait(LOOK_S):
            nodes = self._shim.nodes()
            for name, node in nodes.items():
                self._look_at(node, self._before.get(name, node))
            self._before = nodes

    def _look_at(self, node, before):
        self.states.add(node["state"])
        back = [counter for counter in COUNTERS if node[counter] < before[counter]]
        if back or node["waited_ms"] < node["stalls"]:
            self.complaints.append(f"counters {back}: {node}, before: {before}")
        if node["state"] == "SUSPECT" and node["for_ms"] > SUSPECT_MS:
            self.complaints.append(f"SUSPECT for too long: {node}")


class Crew:
    """Processes that ask all nodes without a rest."""

    def __init__(self, lab, shim):
        self._command = [PROGRAMS / "restless", *(node.endpoint for node in lab.nodes)]
        self._environment = shim.environment()
        self._members = []

    def __enter__(self):
        while len(self._members) < AT_ONCE:
            self.hire()
        return self

    def __exit__(self, *exception):
        self.kill_all()

    def hire(self):
        self._members.append(subprocess.Popen(self._command, env=self._environment))

    def kill(self, member):
        """It has not ended before, by itself."""
        member.kill()
        assert member.wait() == -signal.SIGKILL
        self._members.remove(member)

    def kill_one(self, chance):
        self.kill(chance.choice(self._members))

    def kill_all(self):
        for member in tuple(self._members):
            self.kill(member)


def test_whoever_is_killed_leaves_nothing_stuck(lab, shim, runner):
    chance = random.Random(SEED)
    with Crew(lab, shim) as crew, Onlooker(shim) as onlooker:
        with runner.flapping():
            for _ in range(KILLS):
                time.sleep(chance.uniform(*LIVES_S))
                crew.kill_one(chance)
                crew.hire()
        assert_well_again(shim)
        wait_until(lambda: len(shim.stat()["processes"]) == AT_ONCE, "the list is not true")
    assert onlooker.complaints == []
    assert onlooker.states > {"UP"}, "nothing has happened"
    wait_until(lambda: shim.stat()["processes"] == [], "the dead are listed")


def test_all_are_killed_while_a_node_is_down(lab, shim):
    """Nobody gives the lease back; who comes next has the node back all the same."""
    victim = lab.nodes[0]
    with Crew(lab, shim) as crew:
        wait_until(lambda: len(shim.nodes()) == len(lab.nodes), "nobody asks")
        victim.silence()
        shim.wait_for_state(victim, "DOWN")
        crew.kill_all()
    victim.heal()
    with Crew(lab, shim):
        assert_well_again(shim)
        began_s = time.monotonic()
        victim.silence()
        shim.wait_for_state(victim, "DOWN")
        assert time.monotonic() - began_s < VERDICT_S


def assert_well_again(shim):
    ends_s = time.monotonic() + RETURN_S
    while {node["state"] for node in shim.nodes().values()} != {"UP"}:
        assert time.monotonic() < ends_s, shim.nodes()
        time.sleep(LOOK_S)
