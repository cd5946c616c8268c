# SPDX-License-Identifier: MIT
"""A model of many machines: each judges by itself, so what do a thousand do to one node?

Its constants are what the other parts measured; the traffic is an assumption.
"""

import json
import random

from figures import spread
from runs import BenchError

MACHINES, PROCESSES, NODES = 1000, 200, 50
REQUESTS_HZ = 5  # of one process, to all nodes together
# Of one machine to one node.
RATE_HZ = PROCESSES * REQUESTS_HZ / NODES
RATES_HZ = (0.1, 1, RATE_HZ, 100)
LOSS = 0.01
JITTER = 0.1  # post.c
ROUND_TRIPS = 2  # a check: SYN and answer, question and answer
LIFE_S = 60
BIN_S = 0.1
SEED = 1
MEMCACHED_CONNECTIONS = 1024  # -c, as it comes


def measure(bench):
    random.seed(SEED)
    constants = read_constants(bench.data)
    dead = checks_of_a_dead_node(constants)
    lossy = checks_under_loss(constants)
    herd = connects_after_the_return(constants)
    return {"constants": constants, "dead": dead, "lossy": lossy, "herd": herd,
            "text": tell(constants, dead, lossy, herd),
            "charts": {"scale-knowledge": knowledge_chart(constants),
                       "scale-herd": herd_chart(herd)}}


def read_constants(data):
    crowd, outage = (read(data, name) for name in ("crowd", "outage"))
    rows = {row["what"].split(":")[0].split(",")[0]: row for row in crowd["rows"]}
    ours = next(entry for entry in outage["outages"]
                if entry["shim"] and entry["client"] == "python-memcached")
    checks = rows["one DOWN node"]
    return {"volley": crowd["volley"], "interval_s": checks["seconds"] * crowd["volley"]
            / checks["connects"], "first_wait_s": ours["worst_s"]["median"],
            "release_s": rows["verdict to last release"]["median"] / 1000,
            "answers_hz": rows["checks that one memcached can answer"]["median"]}


def read(data, part):
    file = data / f"{part}.json"
    if not file.exists():
        raise BenchError(f"the model needs {file}: measure the part {part} first")
    return json.loads(file.read_text())


def learning_times(constants, rate_hz):
    """When each machine knows that the node is dead: after its first request to it."""
    return sorted(random.expovariate(rate_hz) + constants["first_wait_s"]
                  for _ in range(MACHINES))


def checks_of_a_dead_node(constants):
    """Connects that arrive at it, and how they bunch."""
    bins = [0] * round(LIFE_S / BIN_S)
    for time_s in learning_times(constants, RATE_HZ):
        while time_s < LIFE_S:
            bins[int(time_s / BIN_S)] += constants["volley"]
            time_s += constants["interval_s"] * random.uniform(1 - JITTER, 1 + JITTER)
    settled = [count / BIN_S for count in bins[len(bins) // 2:]]
    return {"mean_hz": sum(settled) / len(settled), "peak_hz": max(settled),
            "first_second_hz": max(bins[:10]) / BIN_S}


def checks_under_loss(constants):
    """What loss makes a healthy node suspect of: every stalled request has it checked once."""
    stalled = 1 - (1 - LOSS) ** 2
    attempt_fails = 1 - (1 - LOSS) ** (2 * ROUND_TRIPS)
    checks_hz = MACHINES * RATE_HZ * stalled
    attempts = sum(attempt_fails ** n for n in range(constants["volley"]))
    return {"requests_hz": MACHINES * RATE_HZ, "checks_hz": checks_hz,
            "connects_hz": checks_hz * attempts,
            "false_down_per_hour": checks_hz * attempt_fails ** constants["volley"] * 3600 * NODES}


def connects_after_the_return(constants):
    """New connections at the node: one a process, at its first request after its machine
    has seen the node answer."""
    bins = [0] * round(LIFE_S / BIN_S)
    seen = []
    for _ in range(MACHINES):
        up_s = random.uniform(0, constants["interval_s"] * (1 + JITTER))
        seen.append(up_s)
        for _ in range(PROCESSES):
            first_s = up_s + random.expovariate(REQUESTS_HZ / NODES)
            if first_s < LIFE_S:
                bins[int(first_s / BIN_S)] += 1
    return {"bins_hz": [count / BIN_S for count in bins], "peak_hz": max(bins) / BIN_S,
            "all_know_s": max(seen), "connections": MACHINES * PROCESSES}


def knowledge_chart(constants):
    series = {}
    for rate_hz in RATES_HZ:
        times = learning_times(constants, rate_hz)
        series[f"{rate_hz:g} requests/s of a machine to the node"] = [
            (times[int(share * (MACHINES - 1) / 100)], share) for share in range(0, 101, 5)]
    return {"title": "Machines that know of a dead node",
            "x_name": "seconds after its death", "y_name": "%", "series": series,
            "logarithmic": "x"}


def herd_chart(herd):
    points = [(number * BIN_S, rate_hz) for number, rate_hz in enumerate(herd["bins_hz"][:300])]
    return {"title": "New connections to a node that is back",
            "x_name": "seconds after its return", "y_name": "1/s",
            "series": {"one a process": points}, "logarithmic": ""}


def tell(constants, dead, lossy, herd):
    capacity_hz = constants["answers_hz"]
    times = learning_times(constants, RATE_HZ)
    slow = learning_times(constants, RATES_HZ[0])
    loads = {
        "checks of a node that hangs, or is back": (dead["peak_hz"],
                                          "`MCSHIM_CHECK_INTERVAL`: twice as long, half as many"),
        "checks of a healthy node that loses packets": (lossy["connects_hz"], "`MCSHIM_STALL`"
                                                        " above 200 ms: TCP repeats first"),
        "new connections after its return": (herd["peak_hz"], "the clients' own: fewer processes,"
                                             " or more nodes"),
    }
    first = max(loads, key=lambda name: loads[name][0])
    rows = [f"| {name} | {load_hz:,.0f} | {100 * load_hz / capacity_hz:.0f} % | {setting} |"
            for name, (load_hz, setting) in sorted(loads.items(), key=lambda item: -item[1][0])]
    low, high = spread(times)
    return "\n".join([
        "## At scale", "",
        f"A model, not a measurement: {MACHINES:,} machines × {PROCESSES} processes × {NODES}"
        f" nodes,"
        f" each process with {REQUESTS_HZ} requests a second, so {RATE_HZ:g} a second of a machine"
        f" to a node. Measured, and taken from above: a check is a volley of {constants['volley']}"
        f" connects, made every {constants['interval_s']:.2f} s by one process of a machine; the"
        f" first wait is {constants['first_wait_s'] * 1000:.0f} ms; a memcached answers"
        f" {capacity_hz:,.0f} checks a second.", "",
        "| at one node, at most | 1/s | of what it can answer | the setting for it |",
        "|---|---|---|---|", *rows, "",
        f"What breaks first: {first}. Before that come the connections themselves:"
        f" {herd['connections']:,} processes want one each, and memcached allows"
        f" {MEMCACHED_CONNECTIONS:,} (`-c`), with the shim or without.", "",
        f"A dead node sees {dead['mean_hz']:,.0f} connects a second on average,"
        f" {dead['peak_hz']:,.0f} in the worst tenth of a second; they are single packets to a host"
        f" that is not there."
        f" All machines know of it {times[-1]:.1f} s after its death, half of them between"
        f" {low:.2f} and {high:.2f} s. Machines do not tell each other: one that asks once in"
        f" {1 / RATES_HZ[0]:.0f} s knows after its next request, the last of all after"
        f" {slow[-1]:.0f} s, and nobody has waited on it meanwhile.", "",
        f"With {100 * LOSS:.0f} % of the packets lost each way, {lossy['checks_hz']:,.0f} of"
        f" {lossy['requests_hz']:,.0f} requests a second have their healthy node checked. All"
        f" machines and nodes together see {lossy['false_down_per_hour']:.2g} false verdicts an"
        f" hour, each on one machine and for one interval.", "",
        f"After its return all machines use it again within {herd['all_know_s']:.1f} s; jitter and"
        f" the spread of requests make of {herd['connections']:,} reconnects at most"
        f" {herd['peak_hz']:,.0f} a second.", ""])
