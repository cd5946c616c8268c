# SPDX-License-Identifier: MIT
"""The pictures. What all have in common is in look.gp."""

import subprocess
from pathlib import Path

LOOK = Path(__file__).with_name("look.gp")
TERMINAL = ("svg noenhanced size {width},{height} font 'DejaVu Sans,Helvetica,Arial,sans-serif,14'"
            " background '#ffffff'")
BLUE, RED = 0x0b6fa4, 0xc8461e


class ChartError(Exception):
    """gnuplot does not draw; the text is what it says."""


def draw(picture, script, width=900, height=420):
    whole = "\n".join((f"set terminal {TERMINAL.format(width=width, height=height)}",
                       f'set output "{picture}"', LOOK.read_text(), script))
    done = subprocess.run(("gnuplot",), input=whole, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise ChartError(f"gnuplot does not draw {picture}: {done.stdout.strip()}")
    return picture


def data(name, rows):
    lines = "\n".join(" ".join(str(cell) for cell in row) for row in rows)
    return f"${name} << END\n{lines}\nEND\n"


def bars(picture, title, unit, named, logarithmic=False):
    """One bar for each (name, value, whether it is ours), from the top."""
    rows = [(number, value, BLUE if ours else RED, f'"{name}"')
            for number, (name, value, ours) in enumerate(reversed(named))]
    smallest = min(value for _, value, _ in named)
    begin = f"{smallest / 3:.3g}" if logarithmic else "0"
    return draw(picture, data("bars", rows) + f"""
set title '{title}' textcolor rgb ink
set grid noytics xtics
set key off
set lmargin 30
set xlabel '{unit}' textcolor rgb ink
{'set logscale x' if logarithmic else ''}
set xrange [{begin}:*]
set yrange [-0.6:{len(rows) - 0.4}]
plot $bars using ({begin}):1:({begin}):2:($1-0.3):($1+0.3):3:ytic(4) \\
    with boxxyerror linecolor rgb variable, \\
    $bars using 2:1:(sprintf(" %.3g", $2)) with labels left textcolor rgb ink
""", height=80 + 38 * len(rows))


def lines(picture, title, x_name, y_name, series, logarithmic="x"):
    """`series`: {name: [(x, y)]}."""
    blocks = [data(f"line{number}", points) for number, points in enumerate(series.values())]
    plots = [f"$line{number} using 1:2 with linespoints pointtype 7 linewidth 2 title '{name}'"
             for number, name in enumerate(series)]
    return draw(picture, "".join(blocks) + f"""
set title '{title}' textcolor rgb ink
set xlabel '{x_name}' textcolor rgb ink
set ylabel '{y_name}' textcolor rgb ink
{f'set logscale {logarithmic}' if logarithmic else ''}
{'' if 'y' in logarithmic else 'set yrange [0:*]'}
plot {', '.join(plots)}
""")
