# SPDX-License-Identifier: MIT
"""Draws every request of the runs, one panel a run. The looks are in chart.gp."""

import subprocess
from pathlib import Path

import report

STYLE = Path(__file__).with_name("chart.gp")
TERMINALS = {
    "demo.svg": "svg size 1200,860 font 'DejaVu Sans,Helvetica,Arial,sans-serif,15'"
                " background '#ffffff'",
    "demo.png": "pngcairo size 2400,1720 fontscale 1.6 linewidth 2 pointscale 2"
                " font 'DejaVu Sans,15' background '#ffffff'",
}


class ChartError(Exception):
    """gnuplot does not draw; the text is what it says."""


def draw(runs, output):
    """Both files, in that directory."""
    pictures = []
    for name, terminal in TERMINALS.items():
        picture = output / name
        script = "\n".join((f"set terminal {terminal}", f'set output "{picture}"',
                            *map(_facts, ("bare", "shim"), runs), STYLE.read_text()))
        done = subprocess.run(("gnuplot",), input=script, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            raise ChartError(f"gnuplot does not draw {picture}: {done.stdout.strip()}")
        pictures.append(picture)
    return pictures


def _facts(prefix, run):
    points = "\n".join(f"{sample.asked_s:.4f} {sample.latency_s * 1000:.4f}"
                       for sample in run.samples)
    return (f"${prefix} << END\n{points}\nEND\n"
            f"{prefix}_from = {run.silenced_s:.3f}\n"
            f"{prefix}_to = {run.healed_s:.3f}\n"
            f"{prefix}_title = '{run.name}'\n"
            f"{prefix}_sum = '{_sum(run)}'\n"
            f"victim = '{run.victim}'\n"
            f"slow_ms = {report.SLOW_S * 1000:.0f}\n")


def _sum(run):
    latencies_s = [sample.latency_s for sample in run.samples]
    return (f"slow: {len(report.slow(run.samples))} of {len(latencies_s)}"
            f"   worst: {report.duration(max(latencies_s))}"
            f"   waited in all: {report.duration(sum(latencies_s))}")
