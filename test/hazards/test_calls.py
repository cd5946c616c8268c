# SPDX-License-Identifier: MIT
"""Every hooked call returns what it returns without the shim, and does the same."""

import pytest

# What is tried stalls often and has nobody who answers; checks would come in between.
PATIENT = {"STALL": "60s"}
NODES = {"tracked": "18888", "untracked": "1"}


@pytest.mark.parametrize("nodes", NODES.values(), ids=NODES)
@pytest.mark.parametrize("program", ("transfers", "descriptors", "sigpipe"))
def test_on_a_connection(runner, program, nodes):
    end = runner.same(program, "127.0.0.1:18888", NODES=nodes, **PATIENT)
    assert end.status == 0


@pytest.mark.parametrize("nodes", NODES.values(), ids=NODES)
def test_connect(lab, runner, nodes):
    end = runner.same("connects", lab.nodes[0].endpoint, NODES=nodes, **PATIENT)
    assert end.status == 0
