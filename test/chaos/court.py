# SPDX-License-Identifier: MIT
"""Holds every answer against what is promised. What may last longer, why, and how long."""

import threading
import time
from collections import Counter, defaultdict
from pathlib import Path

from faults import value_of

LIMIT_MS = 500
# Between the end of a request in the client and its arrival here.
LATE_S = 0.1
# A memcached without a free connection has its kernel drop SYNs.
LOSING = ("silence", "unplug", "lose", "crowd")

# Why a request may last longer.
LOST = "packets were being lost: TCP repeats a SYN after 1 s, then after 2 s more"
MENDED = "the fault ended before the verdict: TCP repeats a lost SYN after 1 s, 2 s, ..."
FORGOTTEN = "one connection was dead, not the node: let go at its second retransmission"
TAKEN_OVER = "a forgotten connection's port was used again: its SYN ends the old one, and is repeated"
BRINK = "the node had a free connection now and then: who comes too soon is heard when TCP repeats"
JUDGE_DIED = "a process was killed: another repeats the check that it may have been making"
SEVERAL_DIED = "several nodes died, and this client goes from one to the next"
STOOD_STILL = "the machine stood still: so much is added"

LOST_MS = 3500
FORGOTTEN_MS = 1000
BRINK_MS = 1500
JUDGE_DIED_MS = 750


# As of Linux 6.5 TCP doubles the distance of a SYN's repeats only after the fifth
# (tcp_syn_linear_timeouts in the kernel's networking/ip-sysctl), before that from the first on.
IS_LINEAR = Path("/proc/sys/net/ipv4/tcp_syn_linear_timeouts").exists()
REPEATS_S = (1, 2, 3, 4, 5, 7, 11) if IS_LINEAR else (1, 3, 7, 15)


def repeated_ms(after_s):
    """When TCP repeats a SYN for the first time after that."""
    return 1000 * next((repeat_s for repeat_s in REPEATS_S if repeat_s > after_s), REPEATS_S[-1])


def what_became_of(answer):
    if answer.error is None:
        return "miss" if answer.value is None else "served"
    if answer.value is not None:
        return "served by another node"
    # python-memcached's text, which names the node.
    return "EOF" if "connection closed" in answer.error else answer.error


class Court:
    def __init__(self, victims, stillness, seed):
        self.violations = []
        self.answers = Counter()
        self.slow = defaultdict(list)  # reason: waits in ms
        self.worst_ms = 0.0
        self.kills_s = []
        self._victims = {victim.endpoint: victim for victim in victims}
        self._stillness = stillness
        self._seed = seed
        self._lock = threading.Lock()

    def accuse(self, text):
        with self._lock:
            self.violations.append(f"{time.monotonic():.3f} {text}")
            print(f"VIOLATION (seed {self._seed}): {self.violations[-1]}", flush=True)

    def hear(self, kind, answer, ended_s, goes_on):
        """goes_on: this client asks other nodes, too, when one fails."""
        began_s = ended_s - answer.wait_ms / 1000 - LATE_S
        self._check_value(kind, answer, goes_on)
        with self._lock:
            self.answers[what_became_of(answer)] += 1
            self.worst_ms = max(self.worst_ms, answer.wait_ms)
        if answer.wait_ms <= LIMIT_MS:
            return
        # Witnesses and victims say a little late what happened.
        time.sleep(LATE_S)
        limit_ms, reason = self._limit(answer, began_s, ended_s, goes_on)
        if answer.wait_ms > limit_ms:
            self.accuse(f"{kind} waited {answer.wait_ms:.0f} ms, {limit_ms:.0f} allowed ({reason}):"
                        f" {answer}; {self._what_happened(began_s, ended_s)}")
        with self._lock:
            self.slow[reason].append(answer.wait_ms)

    def is_healthy(self, endpoint, began_s, ended_s):
        return not self._victims[endpoint].faults_between(began_s, ended_s)

    def _check_value(self, kind, answer, goes_on):
        nodes = self._victims if goes_on else (answer.node,)
        good = (None, *(value_of(answer.key, node) for node in nodes))
        if answer.value not in good:
            self.accuse(f"{kind}: wrong value: {answer}")

    def _limit(self, answer, began_s, ended_s, goes_on):
        """What the strictest reason that explains the wait allows, and that reason."""
        asked = self._victims.values() if goes_on else (self._victims[answer.node],)
        reasons = {None: LIMIT_MS}
        faults = [fault for victim in asked for fault in victim.faults_between(began_s, ended_s)]
        for fault in faults:
            after_s = fault.ended_s - began_s
            mended = fault.name in LOSING and fault.ended_s < ended_s
            forgotten = fault.name == "forget"
            for applies, reason, limit_ms in (
                    (mended, MENDED, repeated_ms(after_s) + LIMIT_MS),
                    (forgotten, TAKEN_OVER, repeated_ms(0) + LIMIT_MS),
                    (forgotten, FORGOTTEN, FORGOTTEN_MS),
                    (fault.name == "lose", LOST, LOST_MS),
                    (fault.name == "crowd", BRINK, BRINK_MS)):
                if applies:
                    reasons[reason] = max(reasons.get(reason, 0), limit_ms)
        if any(began_s < killed_s < ended_s for killed_s in list(self.kills_s)):
            reasons[JUDGE_DIED] = JUDGE_DIED_MS
        died = sum(began_s < fault.began_s for fault in faults)
        if goes_on and died > 1:
            reasons[SEVERAL_DIED] = LIMIT_MS * died
        still_ms = self._stillness.between_ms(began_s, ended_s)
        # The strictest that explains it, so that the report does not flatter us.
        reason = min((reason for reason in reasons if reasons[reason] + still_ms >= answer.wait_ms),
                     key=reasons.get, default=max(reasons, key=reasons.get))
        return reasons[reason] + still_ms, reason or (STOOD_STILL if still_ms else "no excuse")

    def _what_happened(self, began_s, ended_s):
        faults = [f"{endpoint} {fault.name} {fault.began_s - began_s:+.3f}"
                  f"..{fault.ended_s - began_s:+.3f} s"
                  for endpoint, victim in self._victims.items()
                  for fault in victim.faults_between(began_s - 2, ended_s)]
        kills = [f"{killed_s - began_s:+.3f} s" for killed_s in self.kills_s
                 if began_s - 1 < killed_s < ended_s]
        return f"since its begin: faults {faults}, kills {kills}"
