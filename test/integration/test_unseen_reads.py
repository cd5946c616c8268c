# SPDX-License-Identifier: MIT
"""A reply that was read where no hook sees it is no reason to miss the next stall."""

from lonely import end_of_wait
from promises import STALL_MS


def test_the_next_stall_is_seen(lab, shim):
    word, wait_ms = end_of_wait(shim, lab.nodes[0], "unseen.py", "read")
    assert word == "reset"
    assert wait_ms <= STALL_MS
