# SPDX-License-Identifier: MIT
"""How long a node is looked for in the table, and in how many threads at once."""

from figures import figure
from runs import number_from
from shim import bare_environment

NODES = (1, 100, 1000)
THREADS = (1, 2, 4, 8, 16, 32, 64)
MOST_NODES = NODES[-1]
# Flat: within a tenth of the cost with one node, or with one thread.
FLAT = 1.1


def measure(bench):
    rounds = bench.rounds(7, 2)
    settings = [(nodes, 1) for nodes in NODES] + [(MOST_NODES, threads) for threads in THREADS[1:]]
    taken = {setting: [] for setting in settings}
    for number in range(rounds):
        for nodes, threads in settings:
            bench.show(f"look-up, {nodes} nodes, {threads} threads: {number + 1} of {rounds}")
            taken[nodes, threads].append(number_from("lookup", nodes, threads,
                                                     environment=bare_environment()))
    by_nodes = [row(f"look-up, {nodes} nodes against 1", taken[nodes, 1], taken[1, 1])
                for nodes in NODES[1:]]
    by_threads = [row(f"look-up, {threads} threads against 1", taken[MOST_NODES, threads],
                      taken[MOST_NODES, 1]) for threads in THREADS[1:]]
    return {"rows": by_nodes + by_threads,
            "ns": [{"nodes": nodes, "threads": threads, "samples": taken[nodes, threads]}
                   for nodes, threads in settings]}


def row(what, samples, base):
    return figure(what, [sample / one for sample, one in zip(samples, base)], "ratio",
                  at_most=FLAT)
