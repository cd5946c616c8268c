# SPDX-License-Identifier: MIT
"""What it costs to fail fast, against a connect that a closed port refuses."""

from functools import partial

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
            samples = bench.by_turns(rounds, "failed-fast connect",
                                     partial(medians, CLOSED, bare_environment()),
                                     partial(medians, node.endpoint, environment))
    alone = [(bare[0], shim[0]) for bare, shim in samples]
    whole = [(bare[1], shim[1]) for bare, shim in samples]
    return {"rows": [
        ratio("failed-fast connect, against a refused connect to loopback", alone, "ns",
              at_most=1.2),
        ratio("... with its socket() and close()", whole, "ns"),
    ]}


def medians(target, environment):
    return numbers_from("refusals", target, CONNECTS, environment=environment, cpu=CLIENT_CPU)
