# SPDX-License-Identifier: MIT
"""A get while all is well: straight to the node, with the shim, and through a proxy."""

from figures import figure
from proxies import haproxy, twemproxy
from runs import CLIENT_CPU, number_from, wired_lab
from shim import bare_environment

GETS = 10_000


def measure(bench):
    rounds = bench.rounds(21, 3)
    gets = bench.rounds(GETS, GETS // 5)
    ways = ("bare", "shim", "twemproxy", "HAProxy")
    taken = {way: [] for way in ways}
    with wired_lab(1, "-t", "1") as lab, twemproxy(lab.nodes, bench.folder) as nutcracker:
        node = lab.nodes[0]
        for number in range(rounds):
            bench.show(f"healthy get: {number + 1} of {rounds}")
            targets = {"bare": node.endpoint, "shim": node.endpoint, "twemproxy": nutcracker[0]}
            for way in ways_by_turns(targets, number):
                environment = bench.shim.environment() if way == "shim" else bare_environment()
                taken[way].append(number_from("roundtrip", targets[way], 1, gets, cpu=CLIENT_CPU,
                                              environment=environment))
    with wired_lab(1, "-t", "1") as lab, haproxy(lab.nodes, bench.folder) as balancer:
        straight = []
        for number in range(rounds):
            both = {lab.nodes[0].endpoint: straight, balancer[0]: taken["HAProxy"]}
            for target in ways_by_turns(both, number):
                both[target].append(number_from("roundtrip", target, 1, gets, cpu=CLIENT_CPU,
                                                environment=bare_environment()))
    bases = {"shim": taken["bare"], "twemproxy": taken["bare"], "HAProxy": straight}
    return {"rows": [figure(f"healthy get, {way}, against a bare one",
                            [sample / bare for sample, bare in zip(taken[way], base)], "ratio",
                            base_unit="ns", bare=base, shim=taken[way])
                     for way, base in bases.items()]}


def ways_by_turns(ways, number):
    """Who is first differs from round to round: to come after a proxy is no even start."""
    return list(ways)[::1 if number % 2 == 0 else -1]
