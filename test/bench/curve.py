# SPDX-License-Identifier: MIT
"""For a list of settings: how long is the first wait, and how often is a verdict false?"""

import time
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from statistics import median

from client import Client
from figures import spread
from runs import ROOT, wired_lab
from shim import command, forget_tables

SETTINGS = tuple({"STALL": f"{stall_ms}ms", "CHECK_TIMEOUT": f"{check_ms}ms"}
                 for stall_ms, check_ms in ((100, 150), (50, 75), (25, 35), (10, 15)))
LOSSES = (1, 5)
SUSPICIONS, QUICK_SUSPICIONS = 10_000, 1_000
DEFAULT_STALL_MS = 100
WAITERS = 8
# So that whoever learns from answers has some.
LESSONS, LESSON_S = 20, 0.05
STORY = """Each setting twice: how long eight threads wait when their node falls silent, and how
many suspicions of a healthy node on a lossy network (each way) end in DOWN, as in
`scripts/false-verdicts`."""


def measure(bench):
    false_verdicts = load_script("false-verdicts")
    points = [point(bench, settings, false_verdicts)
              for settings in bench.settings or SETTINGS]
    return {"story": STORY, "points": points}


def load_script(name):
    loader = SourceFileLoader(name.replace("-", "_"), str(ROOT / "scripts" / name))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def point(bench, settings, false_verdicts):
    spelled = " ".join(f"{name}={value}" for name, value in settings.items())
    rounds = []
    for number in range(bench.rounds(11, 3)):
        bench.show(f"first wait, {spelled}: {number + 1}")
        rounds.append(first_waits_ms(bench, settings))
    wanted = bench.rounds(SUSPICIONS, QUICK_SUSPICIONS)
    losses = []
    for percent in LOSSES:
        bench.show(f"{spelled}, {percent} % lost: {wanted} suspicions")
        checks, down = false_verdicts.measure(percent, wanted, stall_ms(settings), **settings)
        losses.append({"percent": percent, "suspicions": checks, "down": down})
    return {"setting": spelled, "losses": losses, "rounds_ms": rounds,
            "first_wait_ms": summed(max, rounds, 1), "waited_s": summed(sum, rounds, 1000)}


def first_waits_ms(bench, settings):
    forget_tables()
    with wired_lab(1) as lab:
        node = lab.nodes[0]
        client = Client([*command("blocking"), node.endpoint], bench.shim.environment(**settings))
        client.hold(node, WAITERS)
        for _ in range(LESSONS):
            ask(client)
            time.sleep(LESSON_S)
        node.silence()
        waits_ms = ask(client)
        client.end()
    return waits_ms


def ask(client):
    client.say("ask", "key")
    return [answer.wait_ms for answer in client.read(WAITERS)]


def summed(function, rounds, divisor):
    samples = [function(waits_ms) / divisor for waits_ms in rounds]
    return {"median": median(samples), "spread": spread(samples), "worst": max(samples)}


def stall_ms(settings):
    """Of "50ms"; what has no such form, or is learned, may take as long as the default."""
    text = settings.get("STALL", "")
    return int(text[:-2]) if text.endswith("ms") and text[:-2].isdigit() else DEFAULT_STALL_MS
