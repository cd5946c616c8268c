# SPDX-License-Identifier: MIT
"""Who receives several messages at once is released, too, and not told of empty ones."""

import subprocess
from pathlib import Path

from promises import STALL_MS

PROGRAM = Path(__file__).with_name("messages.py")


def test_the_end_is_no_message(lab, shim):
    node = lab.nodes[0]
    with subprocess.Popen(("/usr/bin/python3", PROGRAM, node.endpoint), text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          env=shim.environment()) as program:
        try:
            assert program.stdout.readline() == "ready\n"
            node.silence()
            output, _ = program.communicate("go\n", timeout=10)
        finally:
            program.kill()
    word, wait_s = output.split()
    assert word == "ECONNRESET"
    assert float(wait_s) * 1000 <= STALL_MS
