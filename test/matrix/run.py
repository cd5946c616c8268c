# SPDX-License-Identifier: MIT
"""Runs the cells, each in a process and a lab of its own, and judges them."""

import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faults import FAULTS
from verdict import BACK_S as RETURN_S
from verdict import ban_contradicted, broken, own_ms

HERE = Path(__file__).resolve().parent
ENTER = HERE.parent / "lab" / "enter"
CELL_S = 180
BARE_JOBS = 3 * (os.cpu_count() or 1)
# Who waits for the end of a client's ban does nothing else.
BAN_JOBS = 4
BACK_S = 4


class CellError(Exception):
    """A cell could not be played; the text says why."""


def play(client, fault, mode, back_s=BACK_S):
    words = [ENTER, sys.executable, HERE / "cell.py", client.name, fault.name, mode, str(back_s)]
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=CELL_S + back_s,
                              check=False)
    except subprocess.TimeoutExpired:
        raise CellError(f"no end within {CELL_S + back_s} s") from None
    if done.returncode != 0:
        raise CellError("\n".join(done.stderr.strip().splitlines()[-6:]))
    return json.loads(done.stdout)


class Matrix:
    """After run(): cells maps (client, fault) to {"bare", "shim", "own_ms", "broken",
    "tries"} by their names, bans the name of a client that has one to {"shim", "broken"};
    special maps a row's name to {"told", "broken"}; again names what was played once more
    after an earlier run."""

    def __init__(self, clients, faults, jobs):
        self.clients = clients
        self.faults = faults
        self.cells = {}
        self.bans = {}
        self.special = {}
        self.again = []
        self.facts = None  # of that earlier run
        self._jobs = jobs
        self._bare = {}
        self._printing = threading.Lock()
        self._began_s = time.monotonic()

    def recall(self, data):
        """What an earlier run has found: only what was broken will be played."""
        for name, told in data["clients"].items():
            self.cells.update({(name, fault): cell for fault, cell in told["faults"].items()})
            if told["ban"]:
                self.bans[name] = told["ban"]
        self.special = data["special"]
        self.facts = {name: data[name] for name in ("date", "kernel", "memcached", "mcshim")}
        self.again = data["again"] + [
            *(f"{client} {fault}" for (client, fault), cell in self.cells.items() if cell["broken"]),
            *(f"{client} ban" for client, ban in self.bans.items() if ban["broken"]),
            *(name for name, row in self.special.items() if row["broken"])]

    def run(self, special):
        """Whether all promises hold."""
        asked = [(client, fault) for client in self.clients for fault in self.faults
                 if fault.name not in client.skips and not fault.ban
                 and self._is_open(self.outcome(client, fault))]
        banned = [(client, fault) for client in self.clients for fault in self.faults
                  if fault.ban and client.ban_s and self._is_open(self.bans.get(client.name))]
        baselines = [(client, FAULTS[name]) for client, fault in asked for name in fault.like]
        wanted = sorted({*baselines, *asked}, key=lambda cell: self.clients.index(cell[0]))
        with (ThreadPoolExecutor(BARE_JOBS) as bare_pool,
              ThreadPoolExecutor(BAN_JOBS) as ban_pool, ThreadPoolExecutor(self._jobs) as pool):
            bans = ban_pool.map(self._judge_ban, sorted(
                banned, key=lambda cell: cell[0].ban_s, reverse=True))
            self._bare = {cell: bare_pool.submit(self._play_bare, cell) for cell in wanted}
            list(pool.map(self._judge, [cell for cell in asked if not cell[1].baseline]))
            list(bans)
        for cell in [cell for cell in asked if self._is_broken(*cell)]:
            self._play_missing(cell)
            self._judge(cell, tries=2)
        for cell in [cell for cell in banned if self.bans[cell[0].name]["broken"]]:
            self._judge_ban(cell)
        for name, row in special:
            if self._is_open(self.special.get(name)):
                self._play_special(name, row)
        rows = (*self.cells.values(), *self.bans.values(), *self.special.values())
        count = sum(bool(row["broken"]) for row in rows)
        self._say(f"{len(rows)} cells, {count} of them broken")
        return count == 0

    def outcome(self, client, fault):
        return self.cells.get((client.name, fault.name))

    def _play_bare(self, cell):
        try:
            return play(*cell, "bare")
        except CellError as error:
            self._say(f"{cell[0].name} {cell[1].name} bare: cannot be played: {error}")
            return None

    def _is_open(self, row):
        """Whether it has to be played: it never was, or it is what was broken."""
        return bool(row["broken"]) if row else not self.again

    def _play_missing(self, cell):
        """What it is held against, if that could not be played."""
        client, fault = cell
        for bare in (cell, *((client, FAULTS[name]) for name in fault.like)):
            if self._bare[bare].result() is None:
                with ThreadPoolExecutor(1) as pool:
                    self._bare[bare] = pool.submit(self._play_bare, bare)

    def _judge(self, cell, tries=1):
        client, fault = cell
        bare = self._bare[cell].result()
        dead = [self._bare[client, FAULTS[name]].result() for name in fault.like]
        try:
            shim = play(client, fault, "shim")
            if None in (bare, *dead):
                raise CellError("bare it cannot be played")
            found = broken(client, fault, shim, bare, dead)
        except CellError as error:
            shim, found = None, [f"cannot be played: {error}"]
        own = own_ms([outcome for outcome in dead if outcome])
        self.cells[client.name, fault.name] = {
            "bare": bare, "shim": shim, "own_ms": own, "broken": found, "tries": tries}
        self._say(f"{client.name} {fault.name}: {'; '.join(found) or 'as promised'}")

    def _judge_ban(self, cell):
        client, fault = cell
        try:
            shim = play(client, fault, "shim", client.ban_s[1] + RETURN_S + BACK_S)
            found = list(ban_contradicted(client, shim))
        except CellError as error:
            shim, found = None, [f"cannot be played: {error}"]
        self.bans[client.name] = {"shim": shim, "broken": found}
        self._say(f"{client.name} {fault.name}: {'; '.join(found) or 'as its source says'}")

    def _is_broken(self, client, fault):
        cell = self.outcome(client, fault)
        return bool(cell and cell["broken"])

    def _play_special(self, name, row):
        words = [ENTER, sys.executable, HERE / "special.py", name]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=CELL_S, check=False)
        told = json.loads(done.stdout) if done.returncode == 0 else {
            "told": "", "broken": [done.stderr[-500:]]}
        self.special[name] = {"title": row.title, **told}
        self._say(f"{name}: {'; '.join(told['broken']) or 'as promised'}; {told['told']}")

    def _say(self, text):
        with self._printing:
            print(f"{time.monotonic() - self._began_s:6.0f} s  {text}", flush=True)
