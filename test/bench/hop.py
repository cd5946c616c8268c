# SPDX-License-Identifier: MIT
"""A get while all is well: straight to the node, with the shim, and through a proxy."""

from functools import partial

from figures import ratio
from proxies import haproxy, twemproxy
from runs import CLIENT_CPU, number_from, wired_lab
from shim import bare_environment

GETS = 10_000


def measure(bench):
    rounds = bench.rounds(21, 3)
    bare = bare_environment()
    get = partial(healthy_get, bench.rounds(GETS, GETS // 5))
    with wired_lab(1, "-t", "1") as lab, twemproxy(lab.nodes, bench.folder) as nutcracker:
        node = lab.nodes[0].endpoint
        straight, with_shim, with_twemproxy = zip(*bench.by_turns(
            rounds, "healthy get", partial(get, node, bare),
            partial(get, node, bench.shim.environment()), partial(get, nutcracker[0], bare)))
    with wired_lab(1, "-t", "1") as lab, haproxy(lab.nodes, bench.folder) as balancer:
        with_haproxy = bench.by_turns(
            rounds, "healthy get, HAProxy", partial(get, lab.nodes[0].endpoint, bare),
            partial(get, balancer[0], bare))
    return {"rows": [against_bare("shim", zip(straight, with_shim)),
                     against_bare("twemproxy", zip(straight, with_twemproxy)),
                     against_bare("HAProxy", with_haproxy)]}


def healthy_get(gets, target, environment):
    return number_from("roundtrip", target, 1, gets, environment=environment, cpu=CLIENT_CPU)


def against_bare(way, pairs):
    return ratio(f"healthy get, {way}, against a bare one", list(pairs), "ns")
