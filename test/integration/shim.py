# SPDX-License-Identifier: MIT
"""The shim under test: how a program gets under it, and what it tells an operator.

MCSHIM_BUILD is the build directory (default: build). Where that is a sanitizer's,
its runtime is preloaded too, for programs that were not built with it.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "test" / "clients"
BUILD = ROOT / os.environ.get("MCSHIM_BUILD", "build")
LIBRARY = BUILD / "shim" / "preload" / "libmcshim.so"
SHIM_STAT = BUILD / "shim" / "stat" / "shim-stat"
NO_TABLE = 3

# For python the leaks that ASan sees are noise; and the library comes before its runtime
# in programs that have one of their own.
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=0:verify_asan_link_order=0:abort_on_error=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": f"abort_on_error=1:die_after_fork=0:atexit_sleep_ms=50"
                    f":suppressions={ROOT}/test/tsan.supp",
}


def sanitizer_runtimes():
    linked = subprocess.run(("ldd", LIBRARY), stdout=subprocess.PIPE, text=True, check=True).stdout
    return re.findall(r"=> (\S*/lib[at]san\.so\S*)", linked)


class Shim:
    def __init__(self, journal):
        self._journal = journal

    def environment(self, **settings):
        """STALL="1s" sets MCSHIM_STALL, STALL=None leaves it unset."""
        chosen = {"NODES": "18888", "LOG": self._journal, **settings}
        return {
            **bare_environment(), **SANITIZERS,
            "LD_PRELOAD": " ".join(map(str, (*sanitizer_runtimes(), LIBRARY))),
            **{f"MCSHIM_{name}": str(value) for name, value in chosen.items()
               if value is not None},
        }

    def journal(self):
        """What was logged, one text a line, without the time."""
        lines = self._journal.read_text().splitlines() if self._journal.exists() else []
        return [line.partition("]: ")[2] for line in lines]

    def stat(self, *options):
        """shim-stat --json; None where there is no table."""
        done = subprocess.run((SHIM_STAT, "--json", *options), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode == NO_TABLE:
            return None
        assert done.returncode == 0 and not done.stderr, done
        return json.loads(done.stdout)

    def operate(self, *words):
        """shim-stat maint NODE, and its like: what it says."""
        done = subprocess.run((SHIM_STAT, *map(str, words)), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 0 and not done.stderr, done
        return done.stdout

    def events(self, *options):
        """What happened to nodes, the oldest first."""
        return [json.loads(line) for line in
                self.operate("events", "--json", *options).splitlines()]

    def nodes(self, *options):
        """What shim-stat tells of each node, by its name."""
        view = self.stat(*options)
        return {node["node"]: node for node in view["nodes"]} if view else {}

    def state(self, node, *options):
        return self.nodes(*options)[node.endpoint]["state"]

    def wait_for_state(self, node, state):
        wait_until(lambda: self.state(node) == state, f"{node.endpoint} is not {state}")


def bare_environment():
    return {name: value for name, value in os.environ.items()
            if name != "LD_PRELOAD" and not name.startswith("MCSHIM_")}


def command(program):
    """How a program of test/clients is started, but for the nodes.

    MCSHIM_WRAP, "valgrind -q ..." say, goes before those in C."""
    if program in ("threads", "eventlet"):
        green = ["--eventlet"] if program == "eventlet" else []
        return [sys.executable, PROGRAMS / "python_memcached.py", *green]
    return [*shlex.split(os.environ.get("MCSHIM_WRAP", "")), BUILD / "test" / "clients" / program]


def forget_tables():
    """Each test starts from nothing: tables outlive the processes that made them."""
    for anchor in Path("/dev/shm").glob("mcshim*-*"):
        segment = os.readlink(anchor).split(":")[2]
        subprocess.run(("ipcrm", "-m", segment), stderr=subprocess.DEVNULL, check=False)
        anchor.unlink()
