# SPDX-License-Identifier: MIT
"""Every hooked call returns what it returns without the shim, and does the same."""

import pytest

from runner import assert_same
from shim import bare_environment

# What is tried stalls often and has nobody who answers; checks would come in between.
PATIENT = {"STALL": "60s", "STALL_MIN": "fixed"}
TRACKED, UNTRACKED = "18888", "1"


@pytest.fixture
def assert_same_for_all(shim, runner):
    """Of connections that are to a node and of such that are not."""
    def check(*command):
        bare = runner.run(*command, environment=bare_environment())
        assert bare.status == 0
        for nodes in (TRACKED, UNTRACKED):
            environment = shim.environment(NODES=nodes, **PATIENT)
            assert_same(bare, runner.run(*command, environment=environment))
    return check


@pytest.mark.parametrize("program", ("transfers", "descriptors", "sigpipe"))
def test_on_a_connection(assert_same_for_all, program):
    assert_same_for_all(program, "127.0.0.1:18888")


def test_connect(lab, assert_same_for_all):
    assert_same_for_all("connects", lab.nodes[0].endpoint)
