# SPDX-License-Identifier: MIT
"""shim-stat --watch: a live screen on a terminal, one shot elsewhere."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import pytest

from shim import SHIM_STAT, bare_environment

OK, USAGE, NO_TABLE = 0, 2, 3
SOON_S = 5
ESCAPES = re.compile(r"\033\[[0-9;?]*[A-Za-z]")
BARS = "▁▂▃▄▅▆▇█"


class Screen:
    """shim-stat on a terminal of its own, and what it draws there."""

    def __init__(self, *words, rows=24, columns=120, **settings):
        self._ours, self._theirs = pty.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(self._theirs)
        self.process = subprocess.Popen(
            [SHIM_STAT, "--watch=0.2", *words], stdin=self._theirs, stdout=self._theirs,
            stderr=subprocess.PIPE, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**bare_environment(), "LC_ALL": "C.UTF-8", **settings})
        self.drawn = ""

    def resize(self, rows, columns):
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, key):
        os.write(self._ours, key.encode())

    def wait_for(self, condition):
        """The first of the screens drawn from now on of which the condition is true."""
        ends_s = time.monotonic() + SOON_S
        rest = ""
        while time.monotonic() < ends_s:
            rest += self._read(ends_s)
            *screens, rest = rest.split("\033[J")
            for screen in screens:
                lines = ESCAPES.sub("", screen.rpartition("\033[H")[2]).split("\r\n")
                if condition(lines):
                    return lines
        raise AssertionError(f"never drawn within {SOON_S} s; at last: {self.drawn[-2000:]!r}")

    def end(self):
        status = self.process.wait(SOON_S)
        self._read(time.monotonic() + 0.1)
        assert termios.tcgetattr(self._theirs) == self.before
        assert "\033[?1049h" in self.drawn and self.drawn.endswith("\033[?25h\033[?1049l")
        return status

    def close(self):
        self.process.kill()
        self.process.communicate()
        os.close(self._ours)
        os.close(self._theirs)

    def _read(self, ends_s):
        if not select.select([self._ours], [], [], max(0, ends_s - time.monotonic()))[0]:
            return ""
        text = os.read(self._ours, 65536).decode(errors="replace")
        self.drawn += text
        return text


@pytest.fixture
def watch():
    screens = []

    def start(*words, **settings):
        screens.append(Screen(*words, **settings))
        return screens[-1]

    yield start
    for screen in screens:
        screen.close()


@pytest.fixture
def table(shim, node, ask, shim_stat):
    ask(STALL="60s")
    shim_stat("maint", "192.0.2.1:1", "192.0.2.2:1")
    return node


def rows(lines):
    return [line.split() for line in lines if re.match(r"\d+\.\d+\.\d+\.\d+:", line)]


def nodes(lines):
    return [row[0] for row in rows(lines)]


def test_it_changes_as_the_table_does(table, watch, shim_stat):
    screen = watch()
    lines = screen.wait_for(lambda lines: len(nodes(lines)) == 3)
    assert [row[1] for row in rows(lines)] == ["MAINT", "MAINT", "UP"]
    shim_stat("maint", table.endpoint)
    screen.wait_for(lambda lines: [row[1] for row in rows(lines)] == ["MAINT"] * 3)


def test_q_ends_it(table, watch):
    screen = watch()
    screen.wait_for(nodes)
    screen.press("q")
    assert screen.end() == OK


@pytest.mark.parametrize("number", (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
def test_a_signal_leaves_the_terminal_as_it_was(table, watch, number):
    screen = watch()
    screen.wait_for(nodes)
    screen.process.send_signal(number)
    assert screen.end() == OK


def test_the_keys(table, watch):
    screen = watch()
    screen.wait_for(lambda lines: "sorted by state, all" in lines[0] and len(nodes(lines)) == 3)
    screen.press("s")
    lines = screen.wait_for(lambda lines: "sorted by node, all" in lines[0])
    assert nodes(lines) == [table.endpoint, "192.0.2.1:1", "192.0.2.2:1"]
    screen.press("r")
    lines = screen.wait_for(lambda lines: "sorted by node, reversed" in lines[0])
    assert nodes(lines) == ["192.0.2.2:1", "192.0.2.1:1", table.endpoint]
    screen.press("f")
    lines = screen.wait_for(lambda lines: "those not UP" in lines[0])
    assert nodes(lines) == ["192.0.2.2:1", "192.0.2.1:1"]


def test_it_is_cut_to_the_screen_and_follows_its_size(table, watch):
    screen = watch(rows=5, columns=30)
    lines = screen.wait_for(nodes)
    assert len(lines) <= 5 and max(map(len, lines)) == 30
    screen.resize(24, 120)
    began_s = time.monotonic()
    screen.wait_for(lambda lines: len(nodes(lines)) == 3 and max(map(len, lines)) > 60)
    assert time.monotonic() - began_s < 1


def test_a_sparkline_of_what_failed_fast(shim, real_node, ask_real, shim_stat, watch):
    program = ask_real()
    shim_stat("maint", real_node.endpoint)
    screen = watch()
    screen.wait_for(lambda lines: "failed fast 0/s" in lines[1])
    for _ in range(3):
        with pytest.raises(AssertionError):
            ask_real()
    lines = screen.wait_for(lambda lines: any(bar in lines[1] for bar in BARS))
    assert re.match(r"failed fast \d+/s ", lines[1])
    assert program.poll() is None


def test_colours_as_elsewhere(table, watch):
    screen = watch(NO_COLOR="1")
    screen.wait_for(nodes)
    assert "\033[36m" not in screen.drawn
    screen = watch("--color=always", NO_COLOR="1")
    screen.wait_for(nodes)
    assert "\033[36mMAINT" in screen.drawn


def test_without_a_terminal_once(table, shim_stat):
    done = shim_stat("--watch")
    assert done.returncode == OK
    assert done.stdout.startswith("table ") and "\033" not in done.stdout


def test_no_table(shim, shim_stat, watch):
    screen = watch()
    assert screen.process.wait(SOON_S) == NO_TABLE
    assert "no table yet" in screen.process.stderr.read().decode()


@pytest.mark.parametrize("words", (["-w", "0"], ["--watch=x"], ["-w5000"], ["ps", "-w"],
                                   ["-w", "--json"]))
def test_bad_usage(shim_stat, words):
    assert shim_stat(*words).returncode == USAGE


@pytest.mark.parametrize("words", (["-w", "2"], ["-w2"], ["--watch=0.5"], ["-w", "2", "nodes"]))
def test_how_often_can_be_said(table, shim_stat, words):
    assert shim_stat(*words).returncode == OK
