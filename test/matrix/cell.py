# SPDX-License-Identifier: MIT
"""One client, one fault, once bare or with the shim: what its user saw, as JSON on stdout.

    test/lab/enter /usr/bin/python3 test/matrix/cell.py CLIENT FAULT bare|shim [BACK_S]

BACK_S is how long to wait for the client to use the node again (default: 4).
"""

import json
import re
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / folder) for folder in ("matrix", "integration", "lab")]

from clients import CLIENTS
from companion import Companion
from conversation import Conversation
from faults import BEHIND_PROXY, FAULTS, PORT
from lab import Lab
from nodes import wait_for_wire
from proxy import Proxy
from shim import Shim, bare_environment, forget_tables

KEYS = [f"key-{number}" for number in range(30)]
# Of a client that waits on each request not all are made.
DURING_S = 12.0
BACK_S = 4.0
PAUSE_S = 0.005
# Who waits for the end of a ban is in no hurry.
BAN_PAUSE_S = 0.05
# It keeps one connection, and nothing of its own ends a wait.
COMPANION = "pymemcache"
COMPANION_KEY = "companion"
BIG_BYTES = 5_000_000
# Of a value that is long, what tells whose it is.
SHOWN = 60
# Of the slow requests, how many are told one by one.
WORST = 20


def value_of(key, source):
    """Names its key: who gets the value of another one is found out."""
    text = f"{key}@{source}"
    return text.ljust(BIG_BYTES, ".") if key == "big" else text


def fill(node, keys):
    values = [(key, value_of(key, node.endpoint)) for key in keys]
    node.command("\r\n".join(f"set {key} 0 0 {len(value)}\r\n{value}" for key, value in values))


class Cell:
    def __init__(self, client, fault, shim):
        self._client = client
        self._fault = fault
        self._shim = shim
        self._keys = [fault.key] if fault.key else KEYS
        self._lab = None
        self._names = []
        self._wrong = []
        self._refusals = Refusals(self._victim)

    def play(self, back_s):
        with Lab(nodes=3, port=BEHIND_PROXY if self._fault.proxies else PORT,
                 memcached_args=self._fault.memcached_args) as self._lab:
            self._build()
            talk = self._start()
            healthy = self._before(talk)
            connections = len(self._lab.nodes[0].clients())
            companion = self._companion() if self._fault.companion else None
            with self._fault.strike(self._lab), companion.asking() if companion else nullcontext():
                if self._fault.fresh:
                    talk.end()
                    talk = self._start()
                during = self._during(talk)
                states = self._states()
            outcome = {"healthy_ms": max(answer.wait_ms for answer in healthy),
                       "connections": connections,
                       **self._tell(healthy, during), "states": states,
                       "released": self._released(),
                       "failed": [answer.error or "miss" for answer in healthy
                                  if answer.value is None],
                       **self._return(talk, healthy, during, back_s),
                       "back_limit_s": back_s}
            talk.end()
            return {**outcome, "wrong": self._wrong, "states_later": self._states(),
                    "companion": list(companion.told()) if companion else []}

    def _build(self):
        self._lab.proxies = []
        for node in self._lab.nodes:
            wait_for_wire(node)
            self._fill(node)
            if self._fault.proxies:
                self._lab.proxies.append(Proxy(node.host_name, node.address, PORT, node.port))
            self._names.append(f"{node.address}:{PORT}")

    def _fill(self, node):
        """A client with a format of its own stores its values itself, and stumbles over ours."""
        fill(node, [COMPANION_KEY] if self._client.stores else [*self._keys, COMPANION_KEY])

    def _start(self, client=None, names=None):
        environment = (self._shim.environment(**dict(self._fault.settings)) if self._shim
                       else bare_environment())
        client = client or self._client
        return Conversation([*client.command(), *(names or self._names)], environment,
                            client.concurrent)

    def _companion(self):
        return Companion(self._start(CLIENTS[COMPANION], self._names[:1]), COMPANION_KEY)

    def _before(self, talk):
        """Twice: the first round opens connections, and is not what is compared with."""
        self._store(talk)
        for key in self._keys:
            talk.warm_up(key)
        healthy = [self._ask(talk, key) for key in self._keys]
        if talk.is_stuck():
            sys.exit("cell: the client does not answer, and all nodes are healthy")
        return healthy

    def _store(self, talk):
        for key in self._keys if self._client.stores else ():
            talk.set(key, value_of(key, "stored"))

    def _during(self, talk):
        answers = []
        ends_s = time.monotonic() + DURING_S
        while (len(answers) < self._fault.requests and time.monotonic() < ends_s
               and not talk.is_stuck()):
            answers.append(self._ask(talk, self._keys[len(answers) % len(self._keys)]))
            self._pause()
        return answers

    def _ask(self, talk, key):
        answer = talk.get(key)
        if answer.value is not None and not is_value_of(key, answer.value):
            self._wrong.append(f"{key}: {answer.value[:SHOWN]}")
        return answer

    def _tell(self, healthy, during):
        """Slow is what the healthy client never was."""
        limit_ms = max(answer.wait_ms for answer in healthy) + 20
        waits = [answer.wait_ms for answer in during]
        slow = [index for index, wait_ms in enumerate(waits) if wait_ms > limit_ms]
        first = slow[0] if slow else 0
        return {
            "requests": len(during), "slow": len(slow), "waited_ms": sum(waits),
            "first_ms": waits[first], "worst_ms": max(waits),
            "later_ms": max(waits[first + 1:] if slow else waits, default=0),
            "above_limit": sorted((waits[index] for index in slow), reverse=True)[:WORST],
            "kinds": count(map(kind, during)),
        }

    def _return(self, talk, healthy, during, patience_s):
        """back_s: after how long a key that was lost is found again; None: not in that time. A
        client that had lost nothing is told to be back at once. away_s: how long that is after
        the shim refused or released it for the last time; None: unknown."""
        wanted = {answer.key: answer.value for answer in healthy}
        last = {answer.key: answer.value for answer in during}
        lost = [key for key, value in last.items() if value != wanted[key]]
        for node in self._lab.nodes:
            node.heal()
            wait_for_wire(node)
        if not lost:
            return {"back_s": 0.0, "away_s": None}
        if self._fault.name == "refused":
            self._fill(self._lab.nodes[0])
            refill = self._start()
            self._store(refill)
            refill.end()
        healed_s = time.monotonic()
        asked = 0
        while time.monotonic() < healed_s + patience_s:
            if talk.is_stuck() and not talk.recover(patience_s):
                break
            key = lost[asked % len(lost)]
            if self._ask(talk, key).value == wanted[key]:
                return {"back_s": time.monotonic() - healed_s, "away_s": self._refusals.ago_s()}
            asked += 1
            self._pause()
        return {"back_s": None, "away_s": None}

    def _pause(self):
        if self._fault.ban:
            self._refusals.look()
        time.sleep(BAN_PAUSE_S if self._fault.ban else PAUSE_S)

    def _states(self):
        """What the journal has called the victim so far; bare, nothing."""
        victim = re.escape(self._names[0])
        said = self._shim.journal() if self._shim else []
        found = (re.match(f"node {victim} is (\\w+)", line) for line in said)
        return [match[1] for match in found if match]

    def _victim(self):
        """What the table says of it; None: no table of ours has it."""
        return self._shim.nodes().get(self._names[0]) if self._shim else None

    def _released(self):
        """How many connections to the victim the shim has ended; None: no table of ours has it."""
        node = self._victim()
        return node and node["released"]


class Refusals:
    """How long ago the shim last refused or released the client, to a look() more or less."""

    def __init__(self, victim):
        self._victim = victim
        self._count = 0
        self._last_s = None

    def look(self):
        node = self._victim()
        count = node["failed_fast"] + node["released"] if node else 0
        if count != self._count:
            self._count, self._last_s = count, time.monotonic()

    def ago_s(self):
        """None: never, as far as can be known."""
        return self._last_s and time.monotonic() - self._last_s


def is_value_of(key, value):
    return value.startswith(f"{key}@") and (key != "big" or len(value) == BIG_BYTES)


def kind(answer):
    """Of an error the text, without what differs from one request to the next."""
    if answer.value is not None:
        return "value"
    text = re.sub(r"\(0x[0-9a-f]+\) |key-\d+| -> \./src.*| ?[\d.]+:\d+(->[\d.]+:\d+)?"
                  r"|[\d.]+ \(tcp \d+, udp \d+\) ", "", answer.error or "miss")
    return re.sub(r"(, *host:)?\s*$", "", text)


def count(words):
    counted = {}
    for word in words:
        counted[word] = counted.get(word, 0) + 1
    return counted


def rounded(value):
    """Nobody measures a wait to the microsecond here."""
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, list):
        return [rounded(part) for part in value]
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    return value


def main():
    client, fault = CLIENTS[sys.argv[1]], FAULTS[sys.argv[2]]
    back_s = float(sys.argv[4]) if len(sys.argv) > 4 else BACK_S
    forget_tables()
    with tempfile.TemporaryDirectory() as folder:
        shim = Shim(Path(folder) / "journal") if sys.argv[3] == "shim" else None
        print(json.dumps(rounded(Cell(client, fault, shim).play(back_s))))


if __name__ == "__main__":
    main()
