# SPDX-License-Identifier: MIT
"""A program that is alone with its node when that falls silent, and tells how its wait ended."""

import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent


def end_of_wait(shim, node, program, ready):
    """It says `ready`, is told "go" while nothing comes any more, and answers with a word and
    the seconds that it waited. The word, and milliseconds."""
    with subprocess.Popen(("/usr/bin/python3", FOLDER / program, node.endpoint), text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env=shim.environment()) as process:
        try:
            assert process.stdout.readline() == f"{ready}\n"
            assert shim.state(node) == "UP"
            node.silence()
            output, _ = process.communicate("go\n", timeout=10)
        finally:
            process.kill()
    word, wait_s = output.split()
    return word, float(wait_s) * 1000
