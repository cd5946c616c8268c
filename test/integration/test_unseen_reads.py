# SPDX-License-Identifier: MIT
"""A reply that was read where no hook sees it is no reason to miss the next stall."""

import subprocess
from pathlib import Path

from promises import STALL_MS

PROGRAM = Path(__file__).with_name("unseen.py")


def test_the_next_stall_is_seen(lab, shim):
    node = lab.nodes[0]
    with subprocess.Popen(("/usr/bin/python3", PROGRAM, node.endpoint), text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env=shim.environment()) as program:
        try:
            assert program.stdout.readline() == "read\n"
            assert shim.state(node) == "UP"
            node.silence()
            output, _ = program.communicate("go\n", timeout=10)
        finally:
            program.kill()
    word, wait_s = output.split()
    assert word == "reset"
    assert float(wait_s) * 1000 <= STALL_MS
