# SPDX-License-Identifier: MIT
"""For a list of settings: how long is the first wait, and how often is a verdict false?"""

import time
from contextlib import nullcontext
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from statistics import median

from busy import every_core_busy
from client import Client
from figures import spread
from runs import ROOT, wired_lab
from shim import command, forget_tables

# Nothing is learned, then something, with ever less time for a check.
SETTINGS = (
    {"STALL_MIN": "fixed"},
    {"STALL_MIN": "50ms"},
    {"STALL_MIN": "25ms"},
    {"STALL_MIN": "10ms"},
    {"CHECK_TIMEOUT": "35ms"},
)
FAULTS = ("silence", "hang")
# Where a healthy node is suspected: packets lost in percent, and what the machine does meanwhile.
DOUBTS = (("1 % loss", 1, nullcontext), ("5 % loss", 5, nullcontext),
          ("every core busy", 0, every_core_busy))
SUSPICIONS, QUICK_SUSPICIONS = 10_000, 1_000
WAITERS = 8
# So that whoever learns from answers has some.
LESSONS, LESSON_S = 20, 0.05
STORY = """How long eight threads wait when their node falls silent and when it hangs, and how often
a healthy node is called DOWN of so many suspicions, as in `scripts/false-verdicts`: with packets
lost each way, and while stress-ng keeps every core busy, those of the nodes and of the programs
that suspect them."""


def measure(bench):
    suspect = load_script("false-verdicts").measure
    points = [point(bench, settings, suspect) for settings in bench.settings or SETTINGS]
    return {"story": STORY, "points": points}


def load_script(name):
    loader = SourceFileLoader(name.replace("-", "_"), str(ROOT / "scripts" / name))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def point(bench, settings, suspect):
    spelled = " ".join(f"{name}={value}" for name, value in settings.items())
    waits = {}
    for fault in FAULTS:
        bench.show(f"first wait, {spelled}: {fault}")
        waits[fault] = summed([first_waits_ms(bench, settings, fault)
                               for _ in range(bench.rounds(11, 3))])
    wanted = bench.rounds(SUSPICIONS, QUICK_SUSPICIONS)
    doubts = []
    for where, percent, meanwhile in DOUBTS:
        bench.show(f"{spelled}, {where}: {wanted} suspicions")
        with meanwhile():
            checks, down = suspect(percent, wanted, **settings)
        doubts.append({"where": where, "suspicions": checks, "down": down})
    return {"setting": spelled, "waits": waits, "doubts": doubts}


def first_waits_ms(bench, settings, fault):
    forget_tables()
    with wired_lab(1) as lab:
        node = lab.nodes[0]
        client = Client([*command("blocking"), node.endpoint], bench.shim.environment(**settings))
        client.hold(node, WAITERS)
        for _ in range(LESSONS):
            ask(client)
            time.sleep(LESSON_S)
        getattr(node, fault)()
        waits_ms = ask(client)
        client.end()
    return waits_ms


def ask(client):
    client.say("ask", "key")
    return [answer.wait_ms for answer in client.read(WAITERS)]


def summed(rounds):
    worst_ms = [max(waits_ms) for waits_ms in rounds]
    return {"median_ms": median(worst_ms), "spread_ms": spread(worst_ms), "worst_ms": max(worst_ms),
            "waited_s": median(sum(waits_ms) for waits_ms in rounds) / 1000, "rounds_ms": rounds}
