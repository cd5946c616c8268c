# SPDX-License-Identifier: MIT
"""The same outage under the same load, for what people use today and for mcshim.

Two processes after each other make 160 requests each, eight at a time. One of three nodes
falls silent after the first 40, and is given back when the second process is done; that one
goes on asking until the node is used again.
"""

import json
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from figures import spread
from proxies import haproxy, twemproxy
from runs import wired_lab
from shim import bare_environment, forget_tables

USERS = Path(__file__).with_name("users.py")
REQUESTS, BEFORE = 160, 40
# A wait that nobody has on a healthy network, and shorter than any limit of those compared.
STALL_S = 0.03
PATIENCE_S, QUICK_PATIENCE_S = 45, 3
PAUSE_S = 0.05


@dataclass(frozen=True)
class Contender:
    name: str
    client: str
    settings: str
    proxy: object = None
    shim: bool = False


STORY = f"""Two processes after each other make {REQUESTS} requests each, eight at a time, each in a
new thread. After the first {BEFORE} one of three nodes falls silent; it is given back when all
is done, and the last process goes on asking until a key that was lost is found again. A stall is
a wait of more than {STALL_S * 1000:.0f} ms; all waits of that kind are summed."""

CONTENDERS = (
    Contender("python-memcached, bare", "python-memcached", "as it comes; a client a thread"),
    Contender("oslo.cache memcache_pool", "memcache_pool", "as it comes; dead_retry 300 s"),
    Contender("pymemcache HashClient", "HashClient",
              "use_pooling, connect_timeout 1 s, timeout 1 s, ignore_exc; dead_timeout 60 s"),
    Contender("pylibmc, ejection", "pylibmc",
              "remove_failed 1, connect_timeout 1 s, _poll_timeout 1 s, ClientPool"),
    Contender("python-memcached, twemproxy", "python-memcached",
              "auto_eject_hosts, timeout 400 ms, failure limit 1, retry 2 s", proxy=twemproxy),
    Contender("python-memcached, HAProxy", "python-memcached",
              "TCP, check inter 1 s fall 2 rise 2, shutdown-sessions", proxy=haproxy),
    Contender("python-memcached, mcshim", "python-memcached", "as it comes", shim=True),
    Contender("memcache_pool, mcshim", "memcache_pool", "as it comes; its own dead_retry 300 s",
              shim=True),
)


def measure(bench):
    rounds = bench.rounds(3, 1)
    taken = {contender: [] for contender in CONTENDERS}
    for number in range(rounds):
        for contender in CONTENDERS:
            bench.show(f"outage, {contender.name}: {number + 1} of {rounds}")
            # A ban lasts as long as it is set to: once is enough to see it.
            patience_s = 0 if number else bench.rounds(PATIENCE_S, QUICK_PATIENCE_S)
            taken[contender].append(suffer(bench, contender, patience_s))
    return {"story": STORY,
            "outages": [sum_up(contender, runs) for contender, runs in taken.items()],
            "patience_s": bench.rounds(PATIENCE_S, QUICK_PATIENCE_S)}


def suffer(bench, contender, patience_s):
    """Every request as [key, seconds, outcome], and after how long the node was used again."""
    forget_tables()
    environment = bench.shim.environment() if contender.shim else bare_environment()
    with wired_lab(3) as lab:
        victim = lab.nodes[1]
        through = contender.proxy(lab.nodes, bench.folder) if contender.proxy else \
            nullcontext([node.endpoint for node in lab.nodes])
        with through as names:
            answers = []
            with users(contender.client, names, environment) as tell:
                tell("fill")
                answers += tell(f"ask {BEFORE}")
                victim.silence()
                answers += tell(f"ask {REQUESTS - BEFORE}")
            with users(contender.client, names, environment) as tell:
                later = tell(f"ask {REQUESTS}")
                lost = {key for key, _, outcome in later if outcome != "hit"}
                victim.heal()
                back_s = wait_for_use(lost, tell, patience_s) if patience_s else None
                answers += later
    return {"answers": answers, "back_s": back_s}


def wait_for_use(lost, tell, patience_s):
    """Until one of the keys that were lost is found again. None: not within that time."""
    began_s = time.monotonic()
    while time.monotonic() < began_s + patience_s:
        if any(key in lost and outcome == "hit" for key, _, outcome in tell("ask 8")):
            return time.monotonic() - began_s
        time.sleep(PAUSE_S)
    return None


@contextmanager
def users(client, names, environment):
    process = subprocess.Popen((sys.executable, USERS, client, *names), env=environment,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(line):
        process.stdin.write(line + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    try:
        yield tell
    finally:
        process.stdin.close()
        process.wait()


def sum_up(contender, runs):
    facts = {key: value for key, value in asdict(contender).items() if key != "proxy"}
    for name, of_run in SUMS.items():
        samples = [of_run([tuple(answer) for answer in run["answers"]]) for run in runs]
        facts[name] = {"median": median(samples), "spread": spread(samples)}
    return {**facts, "back_s": runs[0]["back_s"], "runs": runs}


SUMS = {
    "stalls": lambda answers: sum(wait_s > STALL_S for _, wait_s, _ in answers),
    "waited_s": lambda answers: sum(wait_s for _, wait_s, _ in answers if wait_s > STALL_S),
    "worst_s": lambda answers: max(wait_s for _, wait_s, _ in answers),
    "misses": lambda answers: sum(outcome == "miss" for _, _, outcome in answers),
    "errors": lambda answers: sum(outcome not in ("hit", "miss") for _, _, outcome in answers),
}
