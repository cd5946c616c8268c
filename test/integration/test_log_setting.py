# SPDX-License-Identifier: MIT
"""MCSHIM_LOG: where the shim says what it has to say, and nowhere else."""

import os
import pty
import subprocess
import sys

import pytest

import devlog

# Something worth a line: MCSHIM_STALL=never.
BAD = {"STALL": "never"}


@pytest.fixture
def say(shim):
    """Runs a program that gives the shim something to log; returns its output and errors."""
    def run(stderr=subprocess.PIPE, **settings):
        return subprocess.run((sys.executable, "-c", "print('output')"), stdout=subprocess.PIPE,
                              stderr=stderr, text=True, check=True,
                              env=shim.environment(**BAD, **settings))
    return run


def test_stderr(say):
    done = say(LOG="stderr")
    assert done.stdout == "output\n"
    assert done.stderr.startswith("mcshim: MCSHIM_STALL=never: ")
    assert done.stderr.count("\n") == 1


def test_path(say, tmp_path):
    done = say(LOG=tmp_path / "file")
    assert (done.stdout, done.stderr) == ("output\n", "")
    assert (tmp_path / "file").read_text().count("MCSHIM_STALL=never: ") == 1
    say(LOG=tmp_path / "file")
    assert (tmp_path / "file").read_text().count("MCSHIM_STALL=never: ") == 2


def test_path_that_cannot_be_written_harms_nobody(say, tmp_path):
    done = say(LOG=tmp_path / "missing" / "file")
    assert (done.stdout, done.stderr) == ("output\n", "")


@pytest.mark.parametrize("target", ("syslog", "auto", None))
def test_syslog_is_where_a_daemon_logs(say, tmp_path, target):
    with devlog.covered(tmp_path) as log:
        done = say(LOG=target)
        line, = devlog.read(log)
    assert (done.stdout, done.stderr) == ("output\n", "")
    assert "mcshim[" in line and "MCSHIM_STALL=never: " in line


def test_syslog_that_is_not_there_harms_nobody(say):
    done = say(LOG="syslog")
    assert (done.stdout, done.stderr) == ("output\n", "")


def test_auto_on_a_terminal_is_stderr(say):
    terminal, end = pty.openpty()
    done = say(stderr=end, LOG="auto")
    os.close(end)
    assert done.stdout == "output\n"
    assert os.read(terminal, 4096).decode().startswith("mcshim: MCSHIM_STALL=never: ")


def test_off(say, tmp_path):
    with devlog.covered(tmp_path) as log:
        done = say(LOG="off")
        assert devlog.read(log) == []
    assert (done.stdout, done.stderr) == ("output\n", "")
