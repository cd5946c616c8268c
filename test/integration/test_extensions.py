# SPDX-License-Identifier: MIT
"""Programs like PHP, whose memcached client is an extension opened with RTLD_DEEPBIND."""

import pytest

from keys import ask_in_turn
from promises import (SILENCES, assert_at_most_one_short_stall, assert_served, of_others)


def test_found_through_the_runpath_of_the_program(start):
    """The dynamic linker asks who called dlopen(): that must go on being the program."""
    assert_served([start("extensible").get("key-0")])


@pytest.mark.parametrize("silence", SILENCES)
def test_protected(lab, start, silence):
    client = start("extensible")
    assert_served(ask_in_turn(client, pause_s=0))
    victim = lab.nodes[1]
    getattr(victim, silence)()
    answers = ask_in_turn(client)
    assert_at_most_one_short_stall(answers)
    assert_served(of_others(victim, answers))
