#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The same outage twice, bare and with mcshim, and what the users of an API saw of it."""

import argparse
import os
import sys
from pathlib import Path

import chart
import report
from api import ApiError
from netns import LabError
from outage import NODE_PORT, ROOT, play
from progress import Progress

WRAPPER = (ROOT / "scripts" / "shim-run", "--nodes", str(NODE_PORT), "--")
# As a shell says it of a command that Ctrl-C ended.
INTERRUPTED = 130


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="For scripts/demo, which makes all it needs.")
    parser.add_argument("--output", metavar="DIR", type=Path, default=ROOT / "build" / "demo",
                        help="where demo.svg and demo.png go (default: build/demo)")
    output = parser.parse_args().output
    # The shim's log goes to stderr, and thus into the daemon's log.
    os.environ.setdefault("MCSHIM_LOG", "stderr")
    progress = Progress()
    try:
        output.mkdir(parents=True, exist_ok=True)
        bare = play("without mcshim", (), progress)
        shimmed = play("with mcshim", WRAPPER, progress)
        pictures = chart.draw((bare, shimmed), output)
    except (ApiError, LabError, OSError, chart.ChartError) as error:
        progress.clear()
        sys.exit(f"demo: {error}")
    except KeyboardInterrupt:
        progress.clear()
        sys.exit(INTERRUPTED)
    print(report.table((bare, shimmed)), report.views(shimmed), sep="\n\n")
    print("Pictures:", *pictures)


if __name__ == "__main__":
    main()
