# SPDX-License-Identifier: MIT
"""What the shim costs requests to nodes that answer."""

from statistics import mean

from figures import figure, ratio
from runs import CLIENT_CPU, LOOPBACK, PROGRAMS, loopback_memcached, number_from, numbers_from
from shim import bare_environment

GETS = 10_000
CONNECTIONS = (1, 8, 64)
METHOD = "... the same without the shim: what the method is worth"
FLOOR = "... the same with hooks that do nothing but call and return"
UNTRACKED = "127.0.0.1:18889"
LENGTH_MS = 600
QUICK_LENGTH_MS = 200
# The program answers itself, but no check: while it does not run, nobody may wonder.
PATIENT = {"MCSHIM_STALL": "10s", "MCSHIM_STALL_MIN": "5s"}


# Like the shim tracked and untracked connections, of which it notes nothing.
HOLLOW = {**bare_environment(), "LD_PRELOAD": str(PROGRAMS / "libhollow.so")}


def measure(bench):
    calls = exchanges(bench)
    with loopback_memcached("-t", "1", "-l", UNTRACKED):
        trips = bench.pairs(bench.rounds(61, 7), "round trip", lambda environment: number_from(
            "roundtrip", LOOPBACK, 1, bench.rounds(GETS, GETS // 2), environment=environment,
            cpu=CLIENT_CPU))
        rows = [ratio("get round trip on a tracked connection, loopback", trips, "ns",
                      at_most=1.01), *calls]
        for count in CONNECTIONS:
            rows += throughput(bench, count)
    return {"rows": rows}


def by_turns(program, *arguments, environment):
    """The program's figures of the untracked node and of the tracked one, to which it turns by
    turns, because two processes after each other differ by more than is to be seen. Each of the
    nodes is the first one once, for that weighs two percent over 64 connections."""
    def figures(*nodes):
        return numbers_from(program, *nodes, *arguments, environment=environment, cpu=CLIENT_CPU)
    there, back = figures(UNTRACKED, LOOPBACK), figures(LOOPBACK, UNTRACKED)
    return mean((there[0], back[1])), mean((there[1], back[0]))


def added(what, pairs):
    return figure(what, [tracked - untracked for untracked, tracked in pairs], "ns",
                  base_unit="ns", bare=[untracked for untracked, _ in pairs],
                  shim=[tracked for _, tracked in pairs])


def exchanges(bench):
    """What the shim adds to the calls of a get, without the noise of waiting for a reply."""
    pairs = bench.pairs(bench.rounds(31, 5), "send and recv", lambda environment: by_turns(
        "exchange", GETS, environment={**environment, **PATIENT}), HOLLOW)
    without, with_shim, hollow = zip(*pairs)
    return [added("... its send, a recv of nothing yet, and its recv: the time added", with_shim),
            added(FLOOR, hollow), added(METHOD, without)]


def throughput(bench, connections):
    """Tracked connections against untracked ones; so without the shim, and with hollow hooks."""
    what = f"throughput, libmemcached, {connections} connection{'s' * (connections > 1)}"
    length_ms = bench.rounds(LENGTH_MS, QUICK_LENGTH_MS)
    pairs = bench.pairs(bench.rounds(25, 3), what, lambda environment: by_turns(
        "throughput", connections, length_ms, environment=environment), HOLLOW)
    without, with_shim, hollow = zip(*pairs)
    return [ratio(f"{what}, tracked against untracked", with_shim, "gets/s", at_least=0.99),
            ratio(FLOOR, hollow, "gets/s"), ratio(METHOD, without, "gets/s")]
