# SPDX-License-Identifier: MIT
"""What the shim costs requests to nodes that answer."""

from statistics import mean, median

from figures import figure, ratio
from runs import CLIENT_CPU, LOOPBACK, loopback_memcached, number_from, numbers_from

GETS = 10_000
CONNECTIONS = (1, 8, 64)
UNTRACKED = "127.0.0.1:18889"
LENGTH_MS = 1000
QUICK_LENGTH_MS = 200


def measure(bench):
    exchanges = bench.pairs(bench.rounds(31, 5), "send and recv", lambda environment: number_from(
        "exchange", LOOPBACK, GETS, environment=environment, cpu=CLIENT_CPU))
    with loopback_memcached("-t", "1", "-l", UNTRACKED):
        trips = bench.pairs(bench.rounds(61, 7), "round trip", lambda environment: number_from(
            "roundtrip", LOOPBACK, 1, bench.rounds(GETS, GETS // 2), environment=environment,
            cpu=CLIENT_CPU))
        rows = [ratio("get round trip on a tracked connection, loopback", trips, "ns",
                      at_most=1.01)]
        rows.append(added(exchanges, rows[0]))
        for count in CONNECTIONS:
            rows += throughput(bench, count)
    return {"rows": rows}


def added(exchanges, trips):
    """What the shim adds to the two calls of a get, without the noise of waiting for a reply."""
    return figure("... its send and recv alone: the time added, as a share of a bare get",
                  [(shim - bare) / median(trips["bare"]) * 100 for bare, shim in exchanges],
                  "%", base_unit="ns", bare=[bare for bare, _ in exchanges],
                  shim=[shim for _, shim in exchanges])


def gets_by_turns(connections, length_ms, environment):
    """Gets a second from the untracked node and from the tracked one. Each of them is asked first
    once, for it matters by two percent whose connections were opened first."""
    def gets(*nodes):
        return numbers_from("throughput", *nodes, connections, length_ms,
                            environment=environment, cpu=CLIENT_CPU)
    there, back = gets(UNTRACKED, LOOPBACK), gets(LOOPBACK, UNTRACKED)
    return mean((there[0], back[1])), mean((there[1], back[0]))


def throughput(bench, connections):
    """From tracked connections and untracked ones, by short turns in one process, because two
    processes after each other differ by more than is to be seen; and so without the shim."""
    what = f"throughput, libmemcached, {connections} connection{'s' * (connections > 1)}"
    length_ms = bench.rounds(LENGTH_MS, QUICK_LENGTH_MS)
    pairs = bench.pairs(bench.rounds(25, 3), what, lambda environment: gets_by_turns(
        connections, length_ms, environment))
    without, with_shim = zip(*pairs)
    return [ratio(f"{what}, tracked against untracked", with_shim, "gets/s", at_least=0.99),
            ratio("... the same without the shim: what the method is worth", without, "gets/s")]
