# SPDX-License-Identifier: MIT
"""The keeper of a program, as /proc shows it."""

from pathlib import Path

from waiting import wait_until


def wait_for_keeper(program):
    """Until it is protected: its keeper is in the table, and sleeps."""
    wait_until(lambda: any(_is_keeper_asleep(task)
                           for task in Path(f"/proc/{program.pid}/task").iterdir()), "no keeper")


def _is_keeper_asleep(task):
    status = (task / "status").read_text()
    return "Name:\tmcshim\n" in status and "State:\tS" in status
