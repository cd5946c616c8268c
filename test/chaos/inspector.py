# SPDX-License-Identifier: MIT
"""What shim-stat tells and what the kernel tells of each process, held against the truth."""

import os
import threading
import time
from pathlib import Path

from faults import KEYS

LOOK_S = 0.5
COUNTERS = ("stalls", "failed_fast", "released", "waited_ms", "checks")
# A check, and another by somebody else if the first one's judge died.
SUSPECT_MS = 1000
# Eight answers in a row, one a second and then one in 200 ms, and the lease of a dead judge.
RETURN_S = 6.0
# Python's own: caches, and what its collector has not come to yet.
MEMORY_KB = {"threads": 3072, "eventlet": 3072}
MEMORY_OTHERS_KB = 1024


class Inspector:
    """Looks at the table all the time, from the time it is started."""

    def __init__(self, scene, stillness):
        self.looks = 0
        self.states = {}
        self._scene = scene
        self._stillness = stillness
        self._before = {}
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def start(self):
        self._thread.start()

    def end(self):
        if not self._thread.is_alive():
            self._accuse("the inspector itself has ended, see above")
        self._is_over.set()
        self._thread.join()

    def _look_on(self):
        while not self._is_over.wait(LOOK_S):
            began_s = time.monotonic()
            nodes = self._scene.shim.nodes()
            self.looks += 1
            for name, node in nodes.items():
                self._check_counters(name, node)
                self._check_state(name, node, began_s)
            self._before = nodes

    def _check_counters(self, name, node):
        before = self._before.get(name, node)
        back = [counter for counter in COUNTERS if node[counter] < before[counter]]
        if back or node["waited_ms"] < node["stalls"]:
            self._accuse(f"the counters of {name} are not sane: {node}, before: {before}")

    def _check_state(self, name, node, now_s):
        self.states[node["state"]] = self.states.get(node["state"], 0) + 1
        for_s = (node["for_ms"] or 0) / 1000
        still_s = self._stillness.between_ms(now_s - for_s, now_s) / 1000
        if node["state"] == "SUSPECT" and for_s - still_s > SUSPECT_MS / 1000:
            self._accuse(f"{name} is SUSPECT for too long: {node}")
        if node["state"] in ("DOWN", "FULL") and self._is_healthy(name, now_s - RETURN_S - still_s,
                                                                  now_s):
            self._accuse(f"{name} is well for {RETURN_S} s and not used: {node}")
        if (node["state"] == "DOWN" and for_s < 2 * LOOK_S
                and self._is_healthy(name, now_s - for_s - 0.4 - still_s, now_s)):
            self._accuse(f"{name} was called DOWN while it was well: {node}")

    def _is_healthy(self, name, began_s, ended_s):
        return self._scene.court.is_healthy(name, began_s, ended_s)

    def _accuse(self, text):
        self._scene.court.accuse(text)


def check_processes(scene):
    """At rest the list of processes is exactly those that live; all have connected by then."""
    for tender in scene.tenders:
        if tender.client is not None:
            tender.ask("get", KEYS[0])
    time.sleep(LOOK_S)
    listed = {process["pid"]: process for process in scene.shim.stat()["processes"]}
    alive = {pid for tender in scene.tenders if tender.client for pid in tender.pids}
    if set(listed) != alive:
        scene.court.accuse(f"shim-stat lists {sorted(set(listed) - alive)}, who do not live, and"
                           f" not {sorted(alive - set(listed))}, who do")
    odd = [process for process in listed.values()
           if not process["keeper"] or process["mode"] != "enforce" or process["waiting"]]
    if odd:
        scene.court.accuse(f"at rest, and yet: {odd}")


def measure(pid):
    """What a process has: descriptors, threads, memory of its own."""
    folder = Path(f"/proc/{pid}")
    private_kb = sum(int(line.split()[1]) for line in (folder / "smaps_rollup").open()
                     if line.startswith(("Private_Dirty:", "Private_Clean:")))
    return {"descriptors": len(os.listdir(folder / "fd")),
            "threads": len(os.listdir(folder / "task")), "private_kb": private_kb}


def measure_elders(scene):
    """Of those that live for the whole time; what they hold on purpose is left out."""
    measured = {}
    for tender in scene.elders:
        for pid in sorted(tender.pids) if tender.client else ():
            what = measure(pid)
            what["descriptors"] -= tender.held
            measured[tender, pid] = what
    return measured


def check_leaks(scene, early, late):
    for (tender, pid), after in late.items():
        before = early[tender, pid]
        grown_kb = after["private_kb"] - before["private_kb"]
        if (after["descriptors"] > before["descriptors"] or after["threads"] > before["threads"]
                or grown_kb > MEMORY_KB.get(tender.kind, MEMORY_OTHERS_KB)):
            scene.court.accuse(f"{tender.name} (process {pid}) leaks: {before}, then {after}")
