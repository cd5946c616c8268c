# SPDX-License-Identifier: MIT
"""Programs that enter a seccomp filter when they are protected already."""

import pytest

from filters import STYLES
from runner import PROGRAMS


@pytest.mark.parametrize("scope", ("thread", "process"))
@pytest.mark.parametrize("style", STYLES)
def test_entered_later(lab, runner, style, scope):
    end = runner.same("sandbox", style, scope, lab.nodes[0].endpoint, lab.nodes[1].endpoint)
    assert end.status == 0


@pytest.mark.parametrize("style", ("kill", "kill-thread", "trap"))
def test_entered_behind_another_one(lab, runner, style):
    """The first, which is harmless, hides that there is a second."""
    end = runner.same("seal", "no-shared-memory-eperm", PROGRAMS / "sandbox", style, "process",
                      lab.nodes[0].endpoint, lab.nodes[1].endpoint)
    assert end.status == 0
