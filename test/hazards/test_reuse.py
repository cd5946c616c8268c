# SPDX-License-Identifier: MIT
"""The number of a connection is another thing by now: the node's death is none of its
business."""

import pytest


@pytest.mark.parametrize("state", ("idle", "waiting", "connecting", "released"))
def test_number_taken_by_something_else(lab, runner, state):
    end = runner.same("reuse", state, lab.nodes[0].endpoint, lab.nodes[1].endpoint)
    assert end.status == 0


def test_connected_to_something_else(lab, runner):
    """An address of the lab's wire where nobody is does not answer."""
    end = runner.same("elsewhere", lab.nodes[0].endpoint, "127.0.0.1:9999", "10.131.73.99:9999")
    assert end.status == 0


@pytest.mark.parametrize("state", ("idle", "waits"))
def test_number_given_to_something_that_arrives(lab, runner, state):
    end = runner.same("arrivals", state, lab.nodes[0].endpoint, lab.nodes[1].endpoint)
    assert end.status == 0


def test_nothing_is_left_of_what_was_closed(lab, shim, runner):
    seen = []
    runner.requests["look"] = lambda shimmed: seen.append(shim.stat()) if shimmed else None
    runner.same("stale", lab.nodes[0].endpoint)
    process, = seen[0]["processes"]
    assert process["connections"] == 1


def test_handed_to_another_process(lab, runner):
    """Who closed it has nothing to do with it any more, whatever becomes of the node."""
    end = runner.same("handed", lab.nodes[0].endpoint)
    assert end.status == 0
