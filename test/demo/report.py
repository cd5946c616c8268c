# SPDX-License-Identifier: MIT
"""What the users of the API saw, as text."""

import os
import sys
from statistics import median

SLOW_S = 0.3

ROW = "{:<16}{:<8}{:>9}{:>7}{:>8}{:>13}{:>11}{:>11}"
HEAD = ROW.format("", "", "requests", "slow", "failed", "waited", "median", "worst")
RED, GREEN, BOLD, PLAIN = "\033[31m", "\033[32m", "\033[1m", "\033[m"


def table(runs):
    lines = [_paint(BOLD, "What the users of the API saw"),
             f"(slow: over {duration(SLOW_S)}; waited: all requests together)", "",
             _paint(BOLD, HEAD)]
    for run in runs:
        for phase, samples in phases(run):
            lines.append(_row(run.name if phase == "before" else "", phase, samples))
    lines.append("")
    for run in runs:
        lines.append(f"{run.name}: {run.victim} was used again {_return(run)}")
    return "\n".join(lines)


def phases(run):
    """A request belongs to the phase in which it was asked."""
    ends_s = {"before": run.silenced_s, "during": run.healed_s, "after": float("inf")}
    begin_s = 0
    for phase, end_s in ends_s.items():
        yield phase, [sample for sample in run.samples if begin_s <= sample.asked_s < end_s]
        begin_s = end_s


def slow(samples):
    return [sample for sample in samples if sample.latency_s > SLOW_S]


def duration(seconds):
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def views(run):
    return "\n".join((_paint(BOLD, "shim-stat, one second before the node was back"),
                      run.view_during, _paint(BOLD, "shim-stat, at the end"), run.view_after,
                      _paint(BOLD, "what the shim wrote into the daemon's log"), run.journal))


def _row(name, phase, samples):
    latencies_s = [sample.latency_s for sample in samples]
    failed = sum(not sample.answered for sample in samples)
    row = ROW.format(name, phase, len(samples), len(slow(samples)), failed,
                     duration(sum(latencies_s)), duration(median(latencies_s)),
                     duration(max(latencies_s)))
    return _paint(RED if failed or slow(samples) else GREEN, row)


def _return(run):
    if run.used_again_s is None:
        return "not within this run"
    return f"{run.used_again_s:.1f} s after its return"


def _paint(colour, text):
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return f"{colour}{text}{PLAIN}"
