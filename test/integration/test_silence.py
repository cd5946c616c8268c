# SPDX-License-Identifier: MIT
"""A node falls silent: one short stall in all, whatever the silence and the client."""

import pytest

from keys import KEYS, ask_in_turn
from promises import (CLIENTS, SILENCES, assert_at_most_one_short_stall, assert_nobody_waits,
                      assert_served, of, of_others)


@pytest.mark.parametrize("silence", SILENCES)
@pytest.mark.parametrize("program", CLIENTS)
def test_one_short_stall(lab, start, program, silence):
    client = start(program)
    assert_served(ask_in_turn(client, KEYS[:12], pause_s=0))
    victim = lab.nodes[1]
    getattr(victim, silence)()

    answers = ask_in_turn(client)
    assert of(victim, answers)
    assert_at_most_one_short_stall(answers)
    assert_served(of_others(victim, answers))

    answers = ask_in_turn(start(program))
    assert_nobody_waits(answers)
    assert_served(of_others(victim, answers))
