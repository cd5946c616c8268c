# SPDX-License-Identifier: MIT
"""What a process pays for being protected, whether or not it asks a node."""

import os
import re
import subprocess
import time
from pathlib import Path

from client import Client
from figures import figure
from runs import LOOPBACK, PROGRAMS, loopback_memcached, wired_lab
from shim import bare_environment, command

IDLE_S = 10
BUSY_S = 5
SETTLE_S = 1.0
CONNECTIONS = 1000
MORE_GETS_THAN_ANYBODY_WAITS_FOR = 10**7
SHARED = re.compile(r"/SYSV|/dev/shm")


def measure(bench):
    return {"rows": [*idle(bench), busy(bench), start_up(bench)]}


def idle(bench):
    """Wake-ups and private memory of a process that has been served by three nodes."""
    with wired_lab(3) as lab:
        environments = (bare_environment(), bench.shim.environment())
        taken = [look_at_idle(bench, lab, environment) for environment in environments
                 for _ in range(bench.rounds(3, 1))]
    half = len(taken) // 2
    wakeups = [wakeups for wakeups, _ in taken[half:]]
    memory = [shim - bare for (_, bare), (_, shim) in zip(taken[:half], taken[half:])]
    return [figure("idle protected process, all nodes UP", wakeups, "wake-ups/s", at_most=0),
            figure("private memory that the shim adds to a process", memory, "KiB", at_most=300)]


def look_at_idle(bench, lab, environment):
    client = Client([*command("blocking"), *(node.endpoint for node in lab.nodes)], environment)
    for node in lab.nodes:
        client.hold(node, 1)
    pid = client.get("key").pid
    time.sleep(SETTLE_S)
    before = switches(pid)
    length_s = bench.rounds(IDLE_S, IDLE_S / 5)
    bench.show(f"idle process: {length_s:g} s")
    time.sleep(length_s)
    wakeups = (switches(pid) - before) / length_s
    memory = private_kib(pid)
    client.end()
    return wakeups, memory


def switches(pid):
    """How often any thread of the process went to sleep so far."""
    return sum(int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status.read_text(), re.M)[1])
               for status in Path(f"/proc/{pid}/task").glob("*/status"))


def private_kib(pid):
    """Without the table, which all processes of the machine share."""
    total = 0
    mapping = ""
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            mapping = line
        elif line.startswith("Private_") and not SHARED.search(mapping):
            total += int(line.split()[1])
    return total


def busy(bench):
    """The keeper's share of a core while requests go over a thousand connections."""
    shares = []
    with loopback_memcached("-t", "1", "-c", str(2 * CONNECTIONS)):
        for _ in range(bench.rounds(3, 1)):
            load = subprocess.Popen(
                [str(PROGRAMS / "roundtrip"), LOOPBACK, str(CONNECTIONS),
                 str(MORE_GETS_THAN_ANYBODY_WAITS_FOR)], env=bench.shim.environment(),
                stdout=subprocess.DEVNULL)
            time.sleep(SETTLE_S)
            before_ns = keeper_ns(load.pid)
            length_s = bench.rounds(BUSY_S, 1)
            bench.show(f"keeper of {CONNECTIONS} connections: {length_s} s")
            time.sleep(length_s)
            shares.append((keeper_ns(load.pid) - before_ns) / (length_s * 1e9) * 100)
            load.kill()
            load.wait()
    return figure(f"busy process, {CONNECTIONS:,} tracked connections: the keeper", shares,
                  "% of a core", at_most=0.2)


def keeper_ns(pid):
    """Processor time of the thread named mcshim (Documentation/scheduler/sched-stats.rst)."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text() == "mcshim\n":
            return int((task / "schedstat").read_text().split()[0])
    raise LookupError(f"process {pid} has no keeper")


def start_up(bench):
    """A program that only starts and ends, in the time of the one without the shim."""
    pairs = bench.pairs(bench.rounds(400, 50), "start", start)
    return figure("start-up", [(shim - bare) / 1e6 for bare, shim in pairs], "ms", at_most=1,
                  base_unit="ns", bare=[bare for bare, _ in pairs],
                  shim=[shim for _, shim in pairs])


def start(environment):
    began_ns = time.perf_counter_ns()
    os.waitpid(os.posix_spawn("/bin/true", ["true"], environment), 0)
    return time.perf_counter_ns() - began_ns
