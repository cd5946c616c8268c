# SPDX-License-Identifier: MIT
"""docs/benchmarks.md, made of whatever data lie beside it."""

import json
from statistics import median

import charts
from figures import is_met

SUSPICIONS_MIN = 1000
COSTS = ("hooks", "traffic", "refusals", "lookup", "presence", "crowd")
INTRODUCTION = """\
# What mcshim costs, and what it saves

Written by `scripts/bench` from the raw data in [benchmarks/](benchmarks). Figures are medians;
in brackets the middle half of the samples. A ratio is measured side by side: both sides in one
run, by turns, each pair by itself.
"""


def write(output):
    """The files that were written."""
    folder = output / "benchmarks"
    parts = {file.stem: json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))}
    pictures = []

    def picture(name, draw, *arguments):
        pictures.append(draw(folder / f"{name}.svg", *arguments))
        return f"\n![{name}](benchmarks/{name}.svg)\n"

    sections = [INTRODUCTION, machines(parts)]
    sections.append(costs([parts[name] for name in COSTS if name in parts]))
    if "lookup" in parts:
        sections.append(picture("lookup", charts.lines, "What one look-up costs a thread",
                                "nodes in the table, or threads at once", "ns",
                                lookup_series(parts["lookup"])))
    if "outage" in parts:
        sections.append(outages(parts["outage"]))
        sections.append(picture(
            "outage", charts.bars, "Seconds that users waited, all requests together", "s",
            [(outage["name"], outage["waited_s"]["median"], outage["shim"])
             for outage in parts["outage"]["outages"]], True))
    if "hop" in parts:
        sections.append(hops(parts["hop"]))
        sections.append(picture("hop", charts.bars, "A healthy get, against a bare one", "times",
                                [(row["what"].split(", ")[1], row["median"], "shim" in row["what"])
                                 for row in parts["hop"]["rows"]]))
    if "scale" in parts:
        sections.append(parts["scale"]["text"])
        for name, chart in parts["scale"]["charts"].items():
            sections.append(picture(name, charts.lines, *chart.values()))
    if "curve" in parts:
        sections.append(curve(parts["curve"]))
        sections.append(picture(
            "curve", charts.lines, "First wait against false verdicts", "first wait, worst (ms)",
            "false DOWN in 1,000 suspicions", curve_series(parts["curve"]), ""))
    page = output / "benchmarks.md"
    page.write_text("\n".join(sections))
    return [page, *pictures]


def machines(parts):
    """One paragraph for all parts that were measured alike."""
    groups = {}
    for name, part in parts.items():
        machine = part["machine"]
        what = (f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB;"
                f" Linux {machine['kernel']}, {machine['system']}; mcshim {machine['mcshim']}")
        versions = ", ".join(f"{package} {version}" for package, version
                             in machine["versions"].items() if version)
        groups.setdefault((what, versions), []).append((name, part))
    lines = ["## Where"]
    for (what, versions), members in groups.items():
        told = ", ".join(f"{name} {part['machine']['date']}{' (quick)' if part['quick'] else ''},"
                         f" load {part['machine']['load']:.1f}" for name, part in members)
        lines.append(f"\n{what}. {versions}.\n\nMeasured: {told}.")
    return "\n".join(lines) + "\n"


def costs(parts):
    lines = ["## What it costs", "", "| | goal | measured | bare | with the shim | |",
             "|---|---|---|---|---|---|"]
    for part in parts:
        lines += [cost(row) for row in part["rows"]]
    lines += ["\n" + part["story"] for part in parts if "story" in part]
    return "\n".join(lines) + "\n"


def cost(row):
    unit = "×" if row["unit"] == "ratio" else ""
    after = "" if row["unit"] == "ratio" else " " + row["unit"]
    limit = row["at_most"] if row["at_most"] is not None else row["at_least"]
    sense = "≤" if row["at_most"] is not None else "≥"
    goal = "" if limit is None else f"{sense} {unit}{limit:g}"
    sides = [side(row, name) for name in ("bare", "shim")]
    verdict = {None: "", True: "met", False: "**missed**"}[is_met(row)]
    middle, low, high = (number(row[name], row["unit"]) for name in ("median", "low", "high"))
    return (f"| {row['what']} | {goal} | {unit}{middle}{after} ({low} to {high}) | {sides[0]}"
            f" | {sides[1]} | {verdict} |")


def number(value, unit):
    if unit == "ratio":
        return f"{value:.3f}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def side(row, name):
    if name not in row:
        return ""
    unit = row.get("base_unit", row["unit"])
    return f"{number(median(row[name]), unit)} {unit}"


def lookup_series(part):
    most = max(entry["nodes"] for entry in part["ns"])
    return {"nodes, 1 thread": [(entry["nodes"], median(entry["samples"]))
                                for entry in part["ns"] if entry["threads"] == 1],
            f"threads, {most} nodes": [(entry["threads"], median(entry["samples"]))
                                       for entry in part["ns"] if entry["nodes"] == most]}


def outages(part):
    lines = ["## What it saves", "", part["story"], "",
             "| | stalls | seconds waited | worst (s) | misses | errors | used again after |",
             "|---|---|---|---|---|---|---|"]
    for outage in part["outages"]:
        back = (f"{outage['back_s']:.1f} s" if outage["back_s"] is not None
                else f"not within {part['patience_s']} s")
        cells = [spelled(outage[name]) for name in ("stalls", "waited_s", "worst_s", "misses",
                                                    "errors")]
        lines.append(f"| {outage['name']} | {' | '.join(cells)} | {back} |")
    lines += ["", "Settings: " + "; ".join(f"{outage['name']}: {outage['settings']}"
                                           for outage in part["outages"]) + "."]
    return "\n".join(lines) + "\n"


def spelled(sum_):
    low, high = sum_["spread"]
    return f"{sum_['median']:.3g}" + (f" ({low:.3g} to {high:.3g})" if low != high else "")


def hops(part):
    lines = ["## A healthy get", "",
             "Over one connection that stays open, to a node in the next network namespace.", "",
             "| | against bare | bare | so |", "|---|---|---|---|"]
    for row in part["rows"]:
        lines.append(f"| {row['what'].split(', ')[1]} | ×{row['median']:.2f} ({row['low']:.2f} to"
                     f" {row['high']:.2f}) | {side(row, 'bare')} | {side(row, 'shim')} |")
    return "\n".join(lines) + "\n"


def curve(part):
    lines = ["## First wait against false verdicts", "", part["story"], "",
             "| setting | fault | first wait (ms), goal ≤ 50 | worst of all (ms)"
             " | waited by 8 (s), goal ≤ 0.4 |",
             "|---|---|---|---|---|"]
    for point in part["points"]:
        for fault, waits in point["waits"].items():
            lines.append(f"| `{point['setting']}` | {fault} | {waits['median_ms']:.0f}"
                         f" | {waits['worst_ms']:.0f} | {waits['waited_s']:.2f} |")
    lines += ["", "| setting | where | suspicions | false DOWN |", "|---|---|---|---|"]
    for point in part["points"]:
        for doubt in point["doubts"]:
            lines.append(f"| `{point['setting']}` | {doubt['where']} | {doubt['suspicions']}"
                         f" | {doubt['down']} |")
    return "\n".join(lines) + "\n"


def curve_series(part):
    """The first wait of a hung node, whose reply alone tells, against false verdicts, where there
    were enough suspicions to tell a share."""
    series = {}
    for point in part["points"]:
        for doubt in point["doubts"]:
            if doubt["suspicions"] < SUSPICIONS_MIN:
                continue
            share = 1000 * doubt["down"] / doubt["suspicions"]
            series.setdefault(doubt["where"], []).append((point["waits"]["hang"]["median_ms"], share))
    return {name: sorted(points) for name, points in series.items()}
