#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Measures what mcshim costs and what it saves, part by part, and writes the page of it."""

import argparse
import importlib
import json
import sys
import time
from pathlib import Path

import runs
from machine import describe

sys.path.append(str(runs.ROOT / "test" / "demo"))

import page
from charts import ChartError
from netns import LabError
from progress import Progress

PARTS = {
    "hooks": "calls that have nothing to do with a node",
    "traffic": "requests to nodes that answer: round trip, throughput",
    "refusals": "failing fast, against a refused connect",
    "lookup": "finding a node in the table",
    "presence": "wake-ups, the keeper, memory, start-up",
    "crowd": "hundreds of processes and a node that dies",
    "outage": "the same outage with other clients and proxies",
    "hop": "a healthy get, direct and through a proxy",
    "scale": "a model of a thousand machines, from what the other parts found",
    "curve": "first wait against false verdicts; only on request, it takes long",
}
ON_REQUEST = {"curve"}


def main():
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="parts:\n" + "\n".join(f"  {name:<10}{what}" for name, what in PARTS.items()))
    parser.add_argument("parts", nargs="*", metavar="PART", help="default: all but curve")
    parser.add_argument("--quick", action="store_true",
                        help="few repetitions: to try it out, not to believe it")
    parser.add_argument("--output", metavar="DIR", type=Path, required=True,
                        help="where benchmarks.md and benchmarks/ go")
    parser.add_argument("--setting", metavar="'STALL=T CHECK_TIMEOUT=T'", action="append",
                        default=[], help="a point of the curve; may be given several times")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.parts) - set(PARTS))
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    try:
        settings = [dict(word.split("=", 1) for word in text.split())
                    for text in arguments.setting]
    except ValueError:
        parser.error("--setting wants NAME=VALUE words, as in 'STALL=50ms CHECK_TIMEOUT=75ms'")
    run(arguments, settings)


def run(arguments, settings):
    progress = Progress()
    data = arguments.output / "benchmarks"
    data.mkdir(parents=True, exist_ok=True)
    wanted = [name for name in PARTS
              if name in (arguments.parts or set(PARTS) - ON_REQUEST)]
    try:
        for name in wanted:
            measure(name, runs.Bench(arguments.quick, progress, data, settings))
        written = page.write(arguments.output)
    except (runs.BenchError, LabError, ChartError, OSError, AssertionError) as error:
        progress.clear()
        sys.exit(f"bench: {error}")
    progress.clear()
    print(*written, sep="\n")


def measure(name, bench):
    bench.say(f"{name}: {PARTS[name]}")
    machine = describe()
    began_s = time.monotonic()
    try:
        found = importlib.import_module(name).measure(bench)
    finally:
        bench.close()
    whole = {"part": name, "quick": bench.quick, "machine": machine,
             "took_s": round(time.monotonic() - began_s), **found}
    (bench.data / f"{name}.json").write_text(json.dumps(whole, indent=1) + "\n")


if __name__ == "__main__":
    main()
