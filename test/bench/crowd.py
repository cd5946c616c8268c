# SPDX-License-Identifier: MIT
"""Many protected processes on one machine, and a node that dies."""

import time
from datetime import datetime

from figures import figure
from runs import (CLIENT_CPU, LOOPBACK, ask_all, herd, loopback_memcached, number_from,
                  wired_lab)
from shim import bare_environment, forget_tables

RELEASED_PROCESSES, WAITERS = 200, 10
CHECKING_PROCESSES = 500
QUICK_PART = 5
WATCH_S = 20
SETTLE_S = 2
ROOMY = ("-c", "8192")
VOLLEY = 5  # CHECK_ATTEMPTS in check.h


def measure(bench):
    return {"rows": [release(bench), checks(bench), knocks(bench)], "volley": VOLLEY}


def release(bench):
    """From the verdict to the moment when the last of all waiters runs again."""
    processes = bench.rounds(RELEASED_PROCESSES, RELEASED_PROCESSES // QUICK_PART)
    lags_ms = []
    for number in range(bench.rounds(5, 1)):
        bench.show(f"release of {processes} x {WAITERS} waiters: {number + 1}")
        forget_tables()
        with wired_lab(1, *ROOMY) as lab:
            node = lab.nodes[0]
            with herd(node, processes, WAITERS, bench.shim.environment()) as program:
                node.silence()
                ends_ms = ask_all(program)
                verdict_ms = down_since_ms(bench, node)
        # The table's clock ticks: who was released first may know better.
        lags_ms.append(max(ends_ms) - min(*ends_ms, verdict_ms))
    return figure(f"verdict to last release, {processes} processes x {WAITERS} waiters", lags_ms,
                  "ms", at_most=50)


def down_since_ms(bench, node):
    bench.shim.wait_for_state(node, "DOWN")
    since = bench.shim.nodes()[node.endpoint]["since"]
    return datetime.fromisoformat(since.replace("Z", "+00:00")).timestamp() * 1000


def checks(bench):
    """Connects that a DOWN node sees, in volleys a second."""
    processes = bench.rounds(CHECKING_PROCESSES, CHECKING_PROCESSES // QUICK_PART)
    length_s = bench.rounds(WATCH_S, WATCH_S // 4)
    bench.show(f"checks of {processes} processes: {length_s} s")
    forget_tables()
    with wired_lab(1, *ROOMY) as lab:
        node = lab.nodes[0]
        with herd(node, processes, 1, bench.shim.environment()) as program:
            node.silence()
            ask_all(program)
            time.sleep(SETTLE_S)
            node.count_connects()
            time.sleep(length_s)
            seen = node.connects()
    return figure(f"one DOWN node, {processes} protected processes: checks sent by the machine",
                  [seen / VOLLEY / length_s], "volleys/s", at_most=1.2, connects=seen,
                  seconds=length_s)


def knocks(bench):
    """How many checks a second one memcached can answer: one core each for it and for them."""
    samples = []
    with loopback_memcached("-t", "1"):
        for _ in range(bench.rounds(5, 2)):
            samples.append(number_from("knocks", LOOPBACK, 4, 1000, environment=bare_environment(),
                                       cpu=CLIENT_CPU))
    return figure("checks that one memcached can answer, on one core", samples, "1/s")
