# SPDX-License-Identifier: MIT
"""The number of a connection is another thing by now: the node's death is none of its
business."""

import pytest


@pytest.mark.parametrize("state", ("idle", "waiting", "connecting", "released"))
def test_number_taken_by_something_else(lab, runner, state):
    end = runner.same("reuse", state, lab.nodes[0].endpoint, lab.nodes[1].endpoint)
    assert end.status == 0
