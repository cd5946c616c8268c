# SPDX-License-Identifier: MIT
"""Programs that fork, in every way and at any moment.

MCSHIM_FORKS says how many children the storm has (scripts/hazards: 10,000).
"""

import os
import time

from waiting import wait_until

FORKS = int(os.environ.get("MCSHIM_FORKS", "3000"))
# A node that has flapped often must answer eight checks in a row.
RETURN_S = 4


def test_forks_of_many_threads_while_nodes_flap(lab, shim, start, runner):
    witness = start("blocking")
    witness.get("key-0", "key-1", "key-2", "key-3")
    end = runner.run("forks", FORKS, *(node.endpoint for node in lab.nodes),
                     environment=shim.environment(), patience_s=30 + FORKS / 100)
    assert end.text() == ["@flap", f"{FORKS} children are well", "status 0"]
    wait_until(lambda: len(shim.stat()["processes"]) == 1, "somebody is still there")
    time.sleep(RETURN_S)
    assert {node["state"] for node in shim.nodes().values()} == {"UP"}
