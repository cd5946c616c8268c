# SPDX-License-Identifier: MIT
"""Other preloaded libraries, on either side of the shim, each with its own idea of what
libc's calls are to do: whatever they make of a program, they make of it with the shim."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from runner import assert_same

FOLDER = Path("/usr/lib/x86_64-linux-gnu")
# What each needs to be of any effect; $TMP is a folder of the test.
OTHERS = {
    "eatmydata": ("libeatmydata.so", {}),
    "faketime": ("faketime/libfaketimeMT.so.1", {"FAKETIME": "-10d"}),
    "jemalloc": ("libjemalloc.so.2", {}),
    "socket_wrapper": ("libsocket_wrapper.so", {"SOCKET_WRAPPER_DIR": "$TMP"}),
    "torsocks": ("torsocks/libtorsocks.so",
                 {"TORSOCKS_CONF_FILE": "$TMP/torsocks.conf", "TORSOCKS_ALLOW_INBOUND": "1",
                  "TORSOCKS_LOG_LEVEL": "1"}),
}
# These do not hide the connection from us, so it is protected, too.
TRANSPARENT = ("eatmydata", "faketime", "jemalloc")
SIDES = ("before", "after")


@pytest.fixture
def beside(tmp_path):
    """beside("jemalloc", "before"): an environment is made one where that, too, is preloaded."""
    (tmp_path / "torsocks.conf").write_text("AllowOutboundLocalhost 1\n")

    def choose(other, side):
        library, variables = OTHERS[other]
        chosen = {name: value.replace("$TMP", str(tmp_path)) for name, value in variables.items()}

        def preload(environment):
            ours = environment.get("LD_PRELOAD", "").split()
            both = [FOLDER / library, *ours] if side == "before" else [*ours, FOLDER / library]
            return {**environment, **chosen, "LD_PRELOAD": " ".join(map(str, both))}
        return preload
    return choose


def without_process_ids(end):
    return replace(end, errors=re.sub(r"\(\d+\)", "", end.errors))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("program", ("descriptors", "sigpipe"))
def test_calls_are_the_same(runner, beside, program, other, side):
    ends = runner.both(program, "127.0.0.1:18888", beside=beside(other, side), STALL="60s",
                      STALL_MIN="fixed")
    assert_same(*map(without_process_ids, ends))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("other", TRANSPARENT)
def test_protected(lab, runner, beside, other, side):
    bare, shimmed = runner.both("spawns", lab.nodes[0].endpoint, beside=beside(other, side))
    assert bare.lines[:-1] == shimmed.lines[:-1]
    assert re.search("read -1 EAGAIN$", bare.lines[-1])
    assert re.search("read -1 ECONNRESET$", shimmed.lines[-1])
