# SPDX-License-Identifier: MIT
"""Programs whose own habits a shim could disturb."""

import subprocess
import sys
from pathlib import Path

import pytest

from runner import PROGRAMS, assert_same

# An address on the lab's wire where nobody is.
SILENT = "10.131.73.99:18888"


@pytest.mark.parametrize("program", ("mallocless", "early", "small_stack"))
def test_goes_on_as_before(lab, runner, program):
    end = runner.same(program, lab.nodes[0].endpoint, lab.nodes[1].endpoint)
    assert end.status == 0


@pytest.mark.parametrize("program", ("locals-121", "locals-1024"))
def test_room_for_thread_local_variables(lab, shim, runner, program):
    end = runner.run(program, lab.nodes[0].endpoint, environment=shim.environment())
    assert end.text() == ["served", "@hang", "ECONNRESET", "status 0"]


@pytest.mark.parametrize("program", ("cancel", "handler", "namespaces"))
def test_of_one_node(lab, runner, program):
    end = runner.same(program, lab.nodes[0].endpoint)
    assert end.status == 0


def test_no_late_reply_after_a_release(lab, shim, runner):
    """Without the shim nothing fails here; with it everything does, and for ever."""
    end = runner.same("stubborn", lab.nodes[0].endpoint)
    assert end.status == 0
    assert shim.nodes()[lab.nodes[0].endpoint]["released"] >= 2


def test_interrupts(lab, runner):
    end = runner.same("interrupts", lab.nodes[0].endpoint, SILENT, STALL="60s",
                      STALL_MIN="fixed")
    assert end.status == 0


def test_closes_all(lab, runner):
    end = runner.same("closes_all", lab.nodes[0].endpoint, SILENT)
    assert end.status == 0


@pytest.mark.parametrize("first", ("lowest", 512))
def test_numbers_that_it_never_opened(runner, first):
    end = runner.same("tramples", SILENT, first, CHECK_INTERVAL="100ms")
    assert end.status == 0


def test_endings(lab, runner):
    end = runner.same("endings", SILENT)
    assert end.status == 0


def test_identities(lab, runner):
    end = runner.same("identities", 0, lab.nodes[0].endpoint)
    assert end.status == 0


def test_not_dumpable(lab, shim, runner):
    bare, shimmed = runner.both("undumpable", lab.nodes[0].endpoint)
    assert bare.lines[:-1] == shimmed.lines[:-1]
    assert bare.lines[-1].endswith("read -1 EAGAIN")
    assert shimmed.lines[-1].endswith("read -1 ECONNRESET")


def test_main_thread_has_ended(lab, shim, runner):
    """The others are on their own then, as without the shim, and that is said."""
    runner.same("headless", lab.nodes[0].endpoint)
    assert shim.journal() == ["the main thread has ended: nobody who waits here can be released"]


@pytest.mark.parametrize("length", (64, 5))
@pytest.mark.parametrize("level", (2, 3))
def test_fortified(lab, runner, level, length):
    program = f"fortified-{level}"
    symbols = subprocess.run(("nm", "-D", PROGRAMS / program), stdout=subprocess.PIPE, text=True,
                             check=True).stdout
    assert {"__read_chk", "__recv_chk", "__recvfrom_chk"} <= {
        symbol.partition("@")[0] for symbol in symbols.split()}
    assert runner.same(program, lab.nodes[0].endpoint, length).status == 0
    assert runner.same(program, lab.nodes[0].endpoint, length, "overflow").status < 0


def with_asan(environment):
    """Its runtime wants to be the first of all libraries, but does without."""
    return {**environment, "ASAN_OPTIONS": "verify_asan_link_order=0"}


def test_address_sanitizer(runner):
    without, within = runner.both("sigpipe-asan", "127.0.0.1:18888", beside=with_asan,
                                  STALL="60s", STALL_MIN="fixed")
    assert_same(without, within)
    assert within.status == 0


def test_address_sanitizer_sees_through_us(lab, runner):
    for end in runner.both("fortified-asan", lab.nodes[0].endpoint, 5, "beyond",
                           beside=with_asan):
        assert end.status == 1
        assert "AddressSanitizer: heap-buffer-overflow" in end.errors


def test_subprocess_of_python(lab, runner):
    script = Path(__file__).with_name("subprocesses.py")
    bare, shimmed = runner.both(sys.executable, script, lab.nodes[0].endpoint)
    assert bare.lines[:-1] == shimmed.lines[:-1]
    assert (bare.lines[-1], shimmed.lines[-1]) == ("dead: EAGAIN", "dead: ECONNRESET")
