# SPDX-License-Identifier: MIT
"""Traffic without replies raises no storm of checks: one row each, as JSON on stdout.

    test/lab/enter /usr/bin/python3 test/matrix/special.py ROW
"""

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / folder) for folder in ("matrix", "integration", "lab")]

from lab import Lab
from nodes import fill, wait_for_wire
from shim import Shim, forget_tables

LOAD = HERE.parent / "clients" / "load.py"
PROCESSES = 3
SECONDS = 5
# A wait is suspicious after this long, and what a check has answered is so no more.
STALL_S = 0.1
# A check connects again if it has no answer at once, as on a machine that has much to do.
ATTEMPTS = 5


@dataclass(frozen=True)
class Row:
    title: str
    checks_max: int


# What one process would make by itself: more are several at a time.
MOST = round(SECONDS / STALL_S) + 1
ROWS = {
    "noreply": Row("a flood of noreply stores", MOST),
    "quiet": Row("quiet binary commands", MOST),
    "watch": Row("watch streams of which nothing comes", 0),
    "idle": Row("idle pooled connections", 0),
}
SPECIAL = tuple(ROWS.items())


def connections_made(node):
    return int(re.search(r"STAT total_connections (\d+)", node.command("stats"))[1])


def measure(name, node, shim):
    """What the table counted, and how many connections beyond the clients' the node has seen."""
    words = (sys.executable, LOAD, name, str(SECONDS), node.endpoint)
    loads = [subprocess.Popen(words, env=shim.environment(), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    assert all(load.stdout.readline() for load in loads), "a load does not start"
    made, checks = connections_made(node), shim.nodes()[node.endpoint]["checks"]
    for load in loads:
        load.stdin.write("\n")
        load.stdin.flush()
    ends = [load.wait() for load in loads]
    assert ends == [0] * PROCESSES, f"a load has failed: {ends}"
    told = shim.nodes()[node.endpoint]
    # The last of them is the one that asks.
    return told, told["checks"] - checks, connections_made(node) - made - 1


def broken(row, told, checks, made):
    if checks > row.checks_max:
        yield f"{checks} checks, {row.checks_max} allowed"
    if made > checks * ATTEMPTS:
        yield f"{checks} checks, but {made} connections"
    if told["state"] != "UP" or told["released"]:
        yield f"the node is {told['state']}, {told['released']} connections released"


def main():
    name = sys.argv[1]
    forget_tables()
    with Lab(nodes=1) as lab, tempfile.TemporaryDirectory() as folder:
        node = lab.nodes[0]
        wait_for_wire(node)
        fill(node)
        told, checks, made = measure(name, node, Shim(Path(folder) / "journal"))
    print(json.dumps({
        "told": f"{checks} checks in {SECONDS} s, from {PROCESSES} processes",
        "checks": checks, "broken": list(broken(ROWS[name], told, checks, made))}))


if __name__ == "__main__":
    main()
