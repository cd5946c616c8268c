# SPDX-License-Identifier: MIT
"""A node that is far away: all that it says is late, an answer to a check as well."""

import pytest

from keys import KEYS
from proxy import Proxy
from waiting import wait_until

PORT = 18889
LATE_S = 0.3  # longer than stall and check
ENOUGH = 10


@pytest.fixture
def far(lab):
    """The name of a node that is far away."""
    node = lab.nodes[0]
    Proxy(node.host_name, node.address, PORT, node.port).set(delay_s=LATE_S)
    return f"{node.address}:{PORT}"


def test_it_is_used_once_it_is_known(shim, start, far):
    """At first it is taken for dead, for who waits cannot wait that long; then it is not again."""
    client = start("blocking", nodes=[far], NODES=str(PORT), CHECK_INTERVAL="500ms")
    client.get(KEYS[0])
    wait_until(lambda: shim.nodes()[far]["state"] == "UP", "a node that answers late does not come back")
    seen = len(shim.events())
    answers = [client.get(key) for key in KEYS[:ENOUGH]]
    assert [answer.error for answer in answers] == [None] * ENOUGH
    assert len(shim.events()) == seen
