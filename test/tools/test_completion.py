# SPDX-License-Identifier: MIT
"""What the manual and the completions of bash and zsh say is what shim-stat --help says."""

import os
import pty
import re
import select
import subprocess
import time

import pytest

from shim import BUILD, SHIM_STAT, bare_environment

GENERATED = BUILD / "shim" / "stat" / "describe"
SOON_S = 10

BASH = """
. /usr/share/bash-completion/bash_completion
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
_shim_stat shim-stat "${COMP_WORDS[COMP_CWORD]}" 2>/dev/null
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def environment():
    """One in which shim-stat is the one that was built."""
    path = f"{SHIM_STAT.parent}:{os.environ['PATH']}"
    return {**bare_environment(), "PATH": path, "TERM": "dumb"}


@pytest.fixture
def bash(environment):
    def complete(*words):
        done = subprocess.run(
            ("bash", "--norc", "-c", BASH, "bash", GENERATED / "shim-stat", "shim-stat", *words),
            env=environment, capture_output=True, text=True, check=True)
        return done.stdout.split()
    return complete


@pytest.fixture
def zsh(environment):
    """The line that becomes of what is typed, with a tab behind it."""
    def complete(line):
        ours, theirs = pty.openpty()
        shell = subprocess.Popen(("zsh", "-f", "-i"), stdin=theirs, stdout=theirs, stderr=theirs,
                                 env=environment, start_new_session=True)
        os.write(ours, f"PS1='> '; fpath=({GENERATED} $fpath); autoload -Uz compinit;"
                       f" compinit -u -D; echo rea''dy\n".encode())
        read_until(ours, "ready")
        os.write(ours, f"{line}\t\x01echo '<\x05>'\n".encode())
        text = read_until(ours, ">\r\n")
        shell.kill()
        shell.wait()
        os.close(ours)
        os.close(theirs)
        return re.findall(r"<([^<>]*)>\r\n", text)[-1].rstrip()
    return complete


def read_until(terminal, end):
    text = ""
    ends_s = time.monotonic() + SOON_S
    while end not in text:
        assert select.select([terminal], [], [], max(0, ends_s - time.monotonic()))[0], text
        text += os.read(terminal, 65536).decode(errors="replace")
    return text


@pytest.fixture
def offered(shim_stat):
    """The options and the verbs of --help."""
    text = shim_stat("--help").stdout
    verbs = re.findall(r"^  (\w+) ", text.partition("Verbs:")[2].partition("Options:")[0],
                       re.MULTILINE)
    return set(re.findall(r"--[a-z]+(?= |$)", text, re.MULTILINE)), set(verbs)


def test_help_has_them_all(offered):
    options, verbs = offered
    assert len(options) == 13 and len(verbs) == 8


def test_the_manual(offered):
    text = subprocess.run(("man", "-l", GENERATED / "shim-stat.1"), capture_output=True,
                          text=True, check=True, env={**os.environ, "MANWIDTH": "80"}).stdout
    options, verbs = offered
    assert options <= set(re.findall(r"^ {7}.*?(--[a-z]+)", text, re.MULTILINE))
    assert verbs <= set(re.findall(r"^ {7}(\w+)", text, re.MULTILINE))
    assert "@" not in text


def test_bash_options_and_verbs(bash, offered):
    options, verbs = offered
    assert {word for word in bash("-") if word.startswith("--")} == options
    assert set(bash("")) == verbs
    assert bash("--pro") == ["--prometheus"]
    assert bash("ma") == ["maint"]
    assert bash("--json", "ev") == ["events"]


def test_bash_words(bash):
    assert bash("--state", "D") == ["DOWN"]
    assert bash("mode", "o") == ["observe", "off"]
    assert bash("--color", "n") == ["never"]
    assert "/etc/passwd" in bash("--table", "/etc/passw")
    assert str(os.getpid()) in bash("ps", "")


def test_bash_knows_the_nodes(bash, shim, shim_stat):
    shim_stat("maint", "192.0.2.17:11211", "192.0.2.18:11211")
    assert bash("ready", "192.0.2.1") == ["192.0.2.17:11211", "192.0.2.18:11211"]
    assert bash("--node", "192.0.2.17") == ["192.0.2.17:11211"]


def test_zsh(zsh, shim, shim_stat):
    shim_stat("maint", "192.0.2.17:11211")
    assert zsh("shim-stat mai") == "shim-stat maint"
    assert zsh("shim-stat --prom") == "shim-stat --prometheus"
    assert zsh("shim-stat --state DO") == "shim-stat --state DOWN"
    assert zsh("shim-stat mode enf") == "shim-stat mode enforce"
    assert zsh("shim-stat ready 192") == "shim-stat ready 192.0.2.17:11211"
