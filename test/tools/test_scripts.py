# SPDX-License-Identifier: MIT
"""Whoever calls a script of this tree wrongly is told so, and nothing is begun."""

import subprocess

import pytest

from shim import ROOT

USAGE = 2
NAMES = sorted(path.name for path in (ROOT / "scripts").iterdir()
               if path.is_file() and path.stat().st_mode & 0o100)


def call(name, *words):
    return subprocess.run((ROOT / "scripts" / name, *words), stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.parametrize("name", NAMES)
def test_version(name):
    done = call(name, "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{name} (mcshim) ") and done.stdout.count("\n") == 1


@pytest.mark.parametrize("name", NAMES)
def test_help(name):
    done = call(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert name in done.stdout and "--version" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_bad_usage(name):
    done = call(name, "--no-such-option")
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert done.stderr
