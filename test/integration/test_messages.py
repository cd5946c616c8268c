# SPDX-License-Identifier: MIT
"""Who receives several messages at once is released, too, and not told of empty ones."""

from lonely import end_of_wait
from promises import STALL_MS


def test_the_end_is_no_message(lab, shim):
    word, wait_ms = end_of_wait(shim, lab.nodes[0], "messages.py", "ready")
    assert word == "ECONNRESET"
    assert wait_ms <= STALL_MS
