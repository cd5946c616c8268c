# SPDX-License-Identifier: MIT
"""shim-run: programs that the shim cannot reach are refused, with a word that says why."""

import subprocess

import pytest

from shim import LIBRARY, bare_environment

USAGE = 2
STARTED = "started"
PROGRAM = f"""
#include <stdio.h>
int main(void) {{ return puts("{STARTED}") == EOF; }}
"""

STATIC = (("gcc", "-static"), ("gcc", "-static-pie"), ("musl-gcc", "-static"))


@pytest.fixture
def compiled(tmp_path):
    """compiled("gcc", "-static")"""
    def compile_program(*command):
        program = tmp_path / "program"
        subprocess.run((*command, "-o", program, "-x", "c", "-"), input=PROGRAM, text=True,
                       check=True)
        return program

    return compile_program


@pytest.fixture
def refused(shim_run):
    """The word with which a program is refused."""
    def refuse(*words):
        done = shim_run(*words)
        assert (done.returncode, done.stdout) == (USAGE, "")
        line, = done.stderr.splitlines()
        assert line.startswith("shim-run: ")
        return line

    return refuse


@pytest.mark.parametrize("command", STATIC)
def test_a_static_program(compiled, refused, command):
    program = compiled(*command)
    # Without shim-run it starts, and nothing tells that the library is not in it.
    bare = subprocess.run((program,), env={**bare_environment(), "LD_PRELOAD": str(LIBRARY)},
                          capture_output=True, text=True, check=True)
    assert (bare.stdout, bare.stderr) == (f"{STARTED}\n", "")
    assert f"{program}: out of reach: it is statically linked" in refused(program)


def test_a_program_with_another_libc(compiled, refused):
    assert "out of reach: it is linked against musl" in refused(compiled("musl-gcc"))


def test_what_is_linked_with_glibc(compiled, shim_run):
    assert shim_run(compiled("gcc")).stdout == f"{STARTED}\n"


def test_a_go_program(refused):
    assert "a Go program" in refused("gosu", "--version")


def test_what_gains_rights(refused):
    assert "set-group-id" in refused("chage", "--help")  # Debian's is set-group-id shadow


def test_a_library_that_is_missing(tmp_path, compiled, refused):
    library = tmp_path / "libgone.so"
    subprocess.run(("gcc", "-shared", "-fPIC", "-o", library, "-x", "c", "-"),
                   input="int answer(void) { return 42; }", text=True, check=True)
    program = compiled("gcc", "-Wl,--no-as-needed", f"-L{tmp_path}", "-lgone")
    library.unlink()
    line = refused(program)
    assert "is missing" in line and "libgone.so" in line


@pytest.mark.parametrize("first_line", ("#!{}", "#! {} -x", "#!/usr/bin/env {}"))
def test_a_script_is_as_its_interpreter(tmp_path, compiled, refused, first_line):
    script = tmp_path / "script"
    script.write_text(first_line.format(compiled("gcc", "-static")) + "\n")
    script.chmod(0o755)
    assert "program: out of reach: it is statically linked" in refused(script)


@pytest.mark.parametrize("first_line", ("#!/bin/sh", "#! /usr/bin/env sh", ""))
def test_a_script_within_reach(tmp_path, shim_run, first_line):
    script = tmp_path / "script"
    script.write_text(f"{first_line}\necho {STARTED}\n")
    script.chmod(0o755)
    assert shim_run(script).stdout == f"{STARTED}\n"
