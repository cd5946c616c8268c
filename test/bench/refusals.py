# SPDX-License-Identifier: MIT
"""What it costs to fail fast, against a connect that a closed port refuses."""

from figures import ratio
from runs import CLIENT_CPU, ask_all, herd, numbers_from, wired_lab
from shim import bare_environment

CONNECTS = 5000
CLOSED = "127.0.0.1:1"


def measure(bench):
    rounds = bench.rounds(21, 5)
    with wired_lab(1) as lab:
        node = lab.nodes[0]
        environment = bench.shim.environment()
        with herd(node, 1, 1, environment) as witness:
            node.silence()
            ask_all(witness)
            bench.shim.wait_for_state(node, "DOWN")
            samples = [by_turns(bench, number, rounds, node, environment)
                       for number in range(rounds)]
    alone = [(bare[0], shim[0]) for bare, shim in samples]
    whole = [(bare[1], shim[1]) for bare, shim in samples]
    return {"rows": [
        ratio("failed-fast connect, against a refused connect to loopback", alone, "ns",
              at_most=1.2),
        ratio("... with its socket() and close()", whole, "ns"),
    ]}


def by_turns(bench, number, rounds, node, environment):
    bench.show(f"failed-fast connect: {number + 1} of {rounds}")
    sides = [(CLOSED, bare_environment()), (node.endpoint, environment)]
    turns = (0, 1) if number % 2 == 0 else (1, 0)
    results = {turn: medians(*sides[turn]) for turn in turns}
    return results[0], results[1]


def medians(target, environment):
    return numbers_from("refusals", target, CONNECTS, environment=environment, cpu=CLIENT_CPU)
