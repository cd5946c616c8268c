# SPDX-License-Identifier: MIT
"""For what happens soon, but not at once."""

import time

SOON_S = 3.0
LOOK_S = 0.005


def wait_until(condition, complaint):
    ends_s = time.monotonic() + SOON_S
    while not condition():
        assert time.monotonic() < ends_s, f"{complaint} within {SOON_S} s"
        time.sleep(LOOK_S)
