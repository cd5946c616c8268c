# SPDX-License-Identifier: MIT
"""Nothing is left: no memory, no descriptor, no thread, no place in the table. Then programs
are on their own, but no worse off than without the shim."""

import pytest

from runner import PROGRAMS
from waiting import wait_until

# Kilobytes of address space: too little for the table, then for records, a stack, an arena.
MEMORY_KB = (0, 64, 464, 528, 1024, 16384)
FILES = (1, 2, 8)
# The table has room for 2,048 nodes and 1,024 processes.
NODES = 3000
PROCESSES = 1100


@pytest.mark.parametrize("left_kb", MEMORY_KB)
def test_memory(lab, runner, left_kb):
    end = runner.same("limits", "memory", left_kb, lab.nodes[0].endpoint, lab.nodes[1].endpoint)
    assert end.status == 0


@pytest.mark.parametrize("left", FILES)
def test_files(lab, runner, left):
    end = runner.same("limits", "files", left, lab.nodes[0].endpoint, lab.nodes[1].endpoint)
    assert end.status == 0


def test_no_thread(lab, shim, runner):
    """Nobody can check the node: one request a second tries, the others need not wait."""
    end = runner.run("seal", "no-threads", PROGRAMS / "alone", lab.nodes[0].endpoint,
                     environment=shim.environment())
    assert end.text() == ["alive: served served served served",
                          "@silence", "dead: waited refused refused refused",
                          "later: waited refused refused refused",
                          "@heal", "back: served served served served", "status 0"]
    assert len([line for line in shim.journal() if line.startswith("no thread to be had")]) == 1


def test_more_nodes_than_the_table_holds(lab, shim, runner):
    end = runner.same("crowd", "nodes", NODES, lab.nodes[0].endpoint)
    assert end.status == 0
    wait_until(shim.journal, "not a word")
    assert shim.journal() == ["the table is full, further nodes are not watched"]
    assert lab.nodes[0].endpoint not in shim.nodes()


def test_more_processes_than_the_table_holds(lab, shim, runner):
    end = runner.same("crowd", "processes", PROCESSES, lab.nodes[0].endpoint)
    assert end.status == 0
    said = shim.journal()
    assert set(said) == {"the table's list of processes is full, this one is not protected"}
    assert PROCESSES - 1024 <= len(said) <= PROCESSES - 1024 + 1  # once each, and the parent
    wait_until(lambda: len(shim.stat()["processes"]) == 0, "somebody is still there")
