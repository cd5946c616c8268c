# SPDX-License-Identifier: MIT
"""Programs that fork, in every way and at any moment.

MCSHIM_FORKS says how many children the storm has (scripts/kills: 10,000).
"""

import os
import time

import pytest

from shim import bare_environment
from waiting import wait_until

FORKS = int(os.environ.get("MCSHIM_FORKS", "500"))
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


@pytest.mark.parametrize("thread", ("main", "thread"))
def test_exec(lab, runner, thread):
    end = runner.same("replaced", thread, lab.nodes[0].endpoint, lab.nodes[1].endpoint)
    assert end.status == 0


def test_daemon(lab, shim, runner, tmp_path):
    """The daemon is on its own then, and writes into a file."""
    said = []
    for number, environment in enumerate((bare_environment(), shim.environment())):
        file = tmp_path / f"said-{number}"
        end = runner.run("becomes_daemon", file, lab.nodes[0].endpoint, lab.nodes[1].endpoint,
                         environment=environment)
        wait_until(lambda: file.exists() and file.read_text().endswith("end\n"), "no daemon")
        said.append([*end.text(), file.read_text()])
    assert said[0] == said[1]


def test_vfork_and_spawn_change_nothing_in_the_parent(lab, shim, runner):
    victim = lab.nodes[0].endpoint
    bare = runner.run("spawns", victim, environment=bare_environment()).lines
    shimmed = runner.run("spawns", victim, environment=shim.environment()).lines
    assert bare[:-1] == shimmed[:-1]
    assert bare[-1].endswith("read -1 EAGAIN")
    assert shimmed[-1].endswith("read -1 ECONNRESET")


def test_a_wait_is_the_parents_alone(lab, shim, runner):
    """It is not over yet when the child closes the connection."""
    victim = lab.nodes[0].endpoint
    seen = []
    runner.requests["look"] = lambda shimmed: seen.append(shim.nodes()) if shimmed else None
    runner.same("inherits", victim, MODE="observe")
    assert seen[0][victim]["stalls"] == 0
