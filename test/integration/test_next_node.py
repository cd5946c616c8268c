# SPDX-License-Identifier: MIT
"""One request tries node after node: whoever is released from one waits as shortly for the next.

The socket that is released is closed at once, and the next one has its number.
"""

import pytest

from promises import STALL_MS

# A process each, with a table of its own: nobody there knows that the nodes are dead.
PROCESSES = 6


@pytest.mark.parametrize("lab", [{"nodes": 8}], indirect=True)
def test_every_dead_node_costs_one_short_stall(lab, start):
    clients = [start("threads", TABLE="process") for _ in range(PROCESSES)]
    for node in lab.nodes:
        node.silence()
    waits = [client.get("key-0").wait_ms for client in clients]
    assert max(waits) <= STALL_MS * len(lab.nodes)
    assert min(waits) > STALL_MS, "nobody tried a second node"
