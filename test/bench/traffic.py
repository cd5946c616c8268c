# SPDX-License-Identifier: MIT
"""What the shim costs requests to nodes that answer."""

from statistics import mean, median

from figures import figure, ratio
from runs import (CLIENT_CPU, LOOPBACK, NODE_CPU, PROGRAMS, loopback_memcached, number_from,
                  numbers_from)
from shim import bare_environment

GETS = 10_000
CONNECTIONS = (1, 8, 64)
METHOD = "... the same without the shim: what the method is worth"
FLOOR = "... the same with hooks that do nothing but call and return"
UNTRACKED = "127.0.0.1:18889"
LENGTH_MS = 700
QUICK_LENGTH_MS = 300
WARM_UP = 4  # turns
STORY = """\
The load of the throughput, threads with a libmemcached client and a connection each that get one
key, shares the cores with its memcached as the kernel sees fit, as anybody would run it. "Held to
one core" is the worst case that could be found, for which there is no goal: the load has one core
for itself and uses it up, memcached the other, so that each nanosecond of a hook is a nanosecond less
for gets, and each look of the keeper takes a thread's place.
"""
ANYWHERE = (None, None)
A_CORE_EACH = (CLIENT_CPU, NODE_CPU)
# The program answers itself, but no check: while it does not run, nobody may wonder.
PATIENT = {"MCSHIM_STALL": "10s", "MCSHIM_STALL_MIN": "5s"}
# Like the shim tracked and untracked connections, of which it notes nothing.
HOLLOW = {**bare_environment(), "LD_PRELOAD": str(PROGRAMS / "libhollow.so")}


def measure(bench):
    calls = exchanges(bench)
    with loopback_memcached("-t", "1"):
        trips = bench.pairs(bench.rounds(61, 7), "round trip", lambda environment: number_from(
            "roundtrip", LOOPBACK, 1, bench.rounds(GETS, GETS // 2), environment=environment,
            cpu=CLIENT_CPU))
        rows = [ratio("get round trip on a tracked connection, loopback", trips, "ns",
                      at_most=1.01), *calls]
    for count in CONNECTIONS:
        rows += throughput(bench, count)
    return {"rows": rows, "story": STORY}


def exchange(count, environment):
    """How long the calls take on the untracked connection and on the tracked one, by turns,
    because two processes after each other differ by more than is to be seen. Each of the nodes
    is the first one once."""
    def figures(*nodes):
        return numbers_from("exchange", *nodes, count, environment=environment, cpu=CLIENT_CPU)
    there, back = figures(UNTRACKED, LOOPBACK), figures(LOOPBACK, UNTRACKED)
    return mean((there[0], back[1])), mean((there[1], back[0]))


def added(what, pairs):
    return figure(what, [tracked - untracked for untracked, tracked in pairs], "ns",
                  base_unit="ns", bare=[untracked for untracked, _ in pairs],
                  shim=[tracked for _, tracked in pairs])


def exchanges(bench):
    """What the shim adds to the calls of a get, without the noise of waiting for a reply."""
    pairs = bench.pairs(bench.rounds(31, 5), "send and recv", lambda environment: exchange(
        GETS, {**environment, **PATIENT}), HOLLOW)
    without, with_shim, hollow = zip(*pairs)
    return [added("... its send, a recv of nothing yet, and its recv: the time added", with_shim),
            added(FLOOR, hollow), added(METHOD, without)]


def throughput(bench, connections):
    what = f"throughput, libmemcached, {connections} connection{'s' * (connections > 1)}"
    without, with_shim = zip(*pairs_of_turns(bench, what, connections, ANYWHERE))
    rows = [ratio(f"{what}, tracked against untracked", with_shim, "gets/s", at_least=0.99),
            ratio(METHOD, without, "gets/s")]
    without, with_shim, hollow = zip(*pairs_of_turns(
        bench, f"{what}, held to one core", connections, A_CORE_EACH, HOLLOW))
    return [*rows, ratio("... held to one core", with_shim, "gets/s"),
            ratio(FLOOR, hollow, "gets/s"), ratio(METHOD, without, "gets/s")]


def pairs_of_turns(bench, what, connections, cpus, *more):
    length_ms = bench.rounds(LENGTH_MS, QUICK_LENGTH_MS)
    client_cpu, node_cpu = cpus
    with loopback_memcached("-t", "1", "-l", UNTRACKED, cpu=node_cpu):
        return bench.pairs(bench.rounds(15, 3), what, lambda environment: turns(
            connections, length_ms, environment, client_cpu), *more)


def turns(connections, length_ms, environment, cpu):
    """Gets a second from the untracked node and from the tracked one. They change by more than
    is to be seen while the program runs, so each turn is compared with the two around it."""
    untracked, ratios = [], []
    for first in (UNTRACKED, LOOPBACK):
        nodes = (first, LOOPBACK if first == UNTRACKED else UNTRACKED)
        rates = numbers_from("throughput", *nodes, connections, length_ms,
                             environment=environment, cpu=cpu)
        for turn in range(WARM_UP, len(rates) - 1):
            own, around = rates[turn], mean((rates[turn - 1], rates[turn + 1]))
            is_tracked = nodes[turn % 2] == LOOPBACK
            ratios.append(own / around if is_tracked else around / own)
            untracked.append(around if is_tracked else own)
    usual = median(untracked)
    return usual, usual * median(ratios)
