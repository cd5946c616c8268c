# SPDX-License-Identifier: MIT
"""What is done with a node from outside: filled, and waited for."""

import socket

from keys import KEYS
from waiting import wait_until

ATTEMPT_S = 0.05


def fill(node):
    """The value of every key on a node is the node's name: a value tells who gave it."""
    value = node.endpoint
    node.command("\r\n".join(f"set {key} 0 0 {len(value)}\r\n{value}" for key in KEYS))


def wait_for_wire(node):
    """Until it is reached from here, where the clients are. A kernel that is busy taking
    other networks down is late to see that a wire was plugged."""
    wait_until(lambda: _is_reached(node), f"{node.endpoint} is not reached")


def bring_back(node):
    node.heal()
    wait_for_wire(node)


def _is_reached(node):
    try:
        with socket.create_connection((node.address, node.port), ATTEMPT_S):
            return True
    except OSError:
        return False
