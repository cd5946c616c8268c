# SPDX-License-Identifier: MIT
"""shim-run's options: what --help names is in the manual, and bash and zsh complete it."""

import os
import pty
import re
import select

import pytest

from shim import ROOT, bare_environment

COMPLETION = ROOT / "scripts" / "completion"
MANUAL = ROOT / "docs" / "shim-run.1.scd"
PROMPT, TAB, KILL_LINE = "READY>", "\t", "\x15"
PATIENCE_S = 5

SHELLS = {
    "bash": (("bash", "--norc", "--noprofile", "-i"),
             f". /usr/share/bash-completion/bash_completion; . {COMPLETION}/shim-run.bash"),
    "zsh": (("zsh", "-f", "-i"),
            f"fpath=({COMPLETION} $fpath); autoload -U compinit; compinit -u -D"),
}


class Shell:
    """One on a terminal, as it comes, with our completion and nothing else."""

    def __init__(self, name, home):
        command, preparation = SHELLS[name]
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.execvpe(command[0], command, {
                **bare_environment(), "HOME": str(home), "PS1": PROMPT, "TERM": "dumb"})
        self._read_until(PROMPT)
        self.type(f"{preparation}\n", PROMPT)

    def type(self, keys, expected):
        os.write(self._terminal, keys.encode())
        self._read_until(expected)

    def completes(self, line, expected):
        self.type(f"{KILL_LINE}{line}{TAB}", expected)

    def _read_until(self, expected):
        seen = ""
        while expected not in seen:
            readable, _, _ = select.select((self._terminal,), (), (), PATIENCE_S)
            assert readable, f"no {expected!r} in {seen!r}"
            seen += os.read(self._terminal, 4096).decode()

    def close(self):
        os.close(self._terminal)  # it ends of SIGHUP
        os.waitpid(self._pid, 0)


@pytest.fixture(params=SHELLS)
def shell(request, tmp_path):
    started = Shell(request.param, tmp_path)
    yield started
    started.close()


@pytest.fixture
def options(shim_run):
    return set(re.findall(r"^  (--[a-z-]+)", shim_run("--help").stdout, re.MULTILINE))


def test_the_manual_has_every_option_and_no_other(options):
    manual = MANUAL.read_text(encoding="utf-8")
    assert set(re.findall(r"^\*(--[a-z-]+)\*", manual, re.MULTILINE)) == options


def test_every_option_is_completed(shell, options):
    for option in options:
        shell.completes(f"shim-run {option[:-2]}", option)


@pytest.mark.parametrize("before", ("", "--nodes 1", "--observe", "--stall=1s --"))
def test_the_command_is_completed_and_so_are_its_words(shell, before):
    shell.completes(f"shim-run {before} shellche", "shellcheck")
    shell.completes(f"shim-run {before} cat /etc/debian_ver", "/etc/debian_version")
