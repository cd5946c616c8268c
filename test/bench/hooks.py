# SPDX-License-Identifier: MIT
"""What the hooks cost those calls that have nothing to do with a node."""

import re

from figures import figure, ratio
from runs import CLIENT_CPU, PROGRAMS, BenchError, number_from, output_of
from shim import bare_environment

CALLS = ("read", "write", "send", "recv", "close")
BATCH = 1000  # calls.c
BATCHES_COUNTED = (1, 101)
BATCHES_TIMED, QUICK_BATCHES_TIMED = 1000, 200


def measure(bench):
    added = [added_instructions(bench, call) for call in CALLS]
    batches = bench.rounds(BATCHES_TIMED, QUICK_BATCHES_TIMED)
    pairs = bench.pairs(bench.rounds(41, 5), "untracked read", lambda environment: number_from(
        "calls", "read", batches, environment=environment, cpu=CLIENT_CPU))
    return {"rows": [*added, ratio("time of an untracked one-byte read of /dev/zero", pairs, "ns",
                                   at_most=1.01)]}


def added_instructions(bench, call):
    bench.show(f"instructions of {call}")
    bare = instructions(call, bare_environment())
    shim = instructions(call, bench.shim.environment())
    return figure(f"instructions added to an untracked {call}", [shim - bare], "instructions",
                  at_most=8, bare=[bare], shim=[shim])


def instructions(call, environment):
    """Of one call: what more calls cost more. The start and the end cancel out."""
    few, many = (collected(call, count, environment) for count in BATCHES_COUNTED)
    return round((many - few) / BATCH / (BATCHES_COUNTED[1] - BATCHES_COUNTED[0]), 1)


def collected(call, batches, environment):
    said = output_of(("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                      "--log-fd=1", PROGRAMS / "calls", call, batches), environment)
    found = re.search(r"Collected : (\d+)", said)
    if found is None:
        raise BenchError(f"callgrind does not tell how many instructions: {said.strip()}")
    return int(found[1])
