# SPDX-License-Identifier: MIT
"""shim-stat: what it says, where it looks, how it exits."""

import json
import os
import pty
import subprocess

import pytest

from shim import SHIM_STAT, bare_environment
from waiting import wait_until

OK, DOWN, USAGE, NO_TABLE = range(4)


@pytest.fixture
def asked(shim, ask):
    """A program that has asked the node, and whom no stall ever bothers."""
    program = ask(STALL="60s")
    wait_until(lambda: shim.stat()["processes"], "no keeper")
    return program


@pytest.fixture
def down(shim, node, ask):
    ask()
    shim.wait_for_state(node, "DOWN")


def on_a_terminal(**settings):
    """What shim-stat writes there."""
    ours, theirs = pty.openpty()
    subprocess.run([SHIM_STAT], stdout=theirs, env={**bare_environment(), **settings}, check=True)
    os.close(theirs)
    return os.read(ours, 65536).decode()


def test_no_table_yet(shim, shim_stat):
    done = shim_stat()
    assert done.returncode == NO_TABLE
    assert done.stdout == ""
    what, advice = done.stderr.splitlines()
    assert f"/dev/shm/mcshim2-{os.geteuid()}-" in what and "no table yet" in what
    assert "--table PATH" in advice


@pytest.mark.usefixtures("shim")
def test_what_is_no_table_is_left_alone(tmp_path, shim_stat):
    foreign = tmp_path / "file"
    foreign.write_text("precious")
    done = shim_stat("--table", foreign)
    assert (done.returncode, done.stdout) == (NO_TABLE, "")
    assert foreign.read_text() == "precious"


@pytest.mark.parametrize("words", (
    ["--colour"], ["--table"], ["--json=1"], ["-x"], ["status"], ["--state", "BROKEN"],
    ["--node", "memcached1"], ["nodes", "127.0.0.1"], ["nodes", "--node=[::1]"],
    *[["nodes", *["127.0.0.1:1"] * 65]],
))
def test_bad_usage(shim_stat, words):
    done = shim_stat(*words)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert "--help" in done.stderr


@pytest.mark.parametrize("option", ("-h", "--help"))
def test_help_names_every_option(shim_stat, option):
    done = shim_stat(option)
    assert (done.returncode, done.stderr) == (OK, "")
    for name in ("nodes", "--json", "--node", "--state", "--table", "--check", "--version"):
        assert name in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_version(shim_stat):
    assert shim_stat("-V").stdout.startswith("shim-stat (mcshim) ")


def test_text(asked, node, shim_stat):
    done = shim_stat()
    assert (done.returncode, done.stderr) == (OK, "")
    summary, titles, row = done.stdout.splitlines()
    assert summary.endswith(", mode enforce, 1 protected process")
    assert titles.split()[:4] == ["NODE", "STATE", "FOR", "WHY"]
    assert row.split()[:4] == [node.endpoint, "UP", "-", "-"]
    assert len({len(line) for line in (titles, row)}) == 1


def test_json(asked, node, shim_stat):
    done = shim_stat("--json")
    view = json.loads(done.stdout)
    assert list(view)[:5] == ["version", "table", "mode", "nodes", "processes"]
    assert view["version"] == 1 and view["mode"] == "enforce"
    assert view["nodes"] == [{
        "node": node.endpoint, "state": "UP", "since": None, "for_ms": None, "reason": None,
        "stalls": 0, "failed_fast": 0, "released": 0, "waited_ms": 0, "checks": 0,
        "answer_us": None, "next_check_ms": None}]
    process, = view["processes"]
    assert list(process)[:7] == [
        "pid", "command", "since", "connections", "waiting", "mode", "keeper"]
    assert process["pid"] == asked.pid
    assert process["command"].startswith("python3")
    assert process["keeper"] is True


def test_a_node_that_is_down(down, node, shim_stat):
    row, = json.loads(shim_stat("--json").stdout)["nodes"]
    assert (row["state"], row["reason"], row["stalls"]) == ("DOWN", "reply", 1)
    assert row["since"].endswith("Z") and row["for_ms"] >= 0
    assert row["checks"] >= 1 and row["next_check_ms"] <= 1500
    assert f"{node.endpoint}  DOWN" in shim_stat().stdout


def test_check_says_it_with_the_exit_code(asked, node, shim_stat):
    assert shim_stat("--check").returncode == OK


def test_check_of_a_node_that_is_down(down, shim_stat):
    assert shim_stat().returncode == OK
    assert shim_stat("--check").returncode == DOWN
    assert shim_stat("--check", "--json").returncode == DOWN
    assert shim_stat("--check", "--state", "UP").returncode == OK
    assert shim_stat("--check", "--node", "192.0.2.1:1").returncode == OK


@pytest.mark.parametrize("words, shown", (
    (["--node", "127.0.0.1:{port}"], True), (["nodes", "[::ffff:127.0.0.1]:{port}"], True),
    (["--node=127.0.0.1:1"], False), (["--state", "up"], True), (["--state=DOWN"], False),
    (["--state", "DOWN", "--state", "UP"], True),
))
def test_filters(asked, node, shim_stat, words, shown):
    done = shim_stat("--json", *[word.format(port=node.port) for word in words])
    assert bool(json.loads(done.stdout)["nodes"]) == shown


def test_processes_go_when_they_end(asked, shim_stat):
    asked.kill()
    asked.wait()
    assert json.loads(shim_stat("--json").stdout)["processes"] == []


def test_processes_that_disagree(ask, shim_stat):
    ask(STALL="60s")
    ask(STALL="60s", MODE="observe")
    assert json.loads(shim_stat("--json").stdout)["mode"] == "mixed"


def test_another_table_by_option_or_environment(ask, node, tmp_path, shim_stat):
    table = tmp_path / "table"
    ask(STALL="60s", TABLE=table)
    assert shim_stat().returncode == NO_TABLE
    for done in (shim_stat("--table", table), shim_stat(MCSHIM_TABLE=str(table))):
        assert node.endpoint in done.stdout
        assert f"table {table}, " in done.stdout
    assert shim_stat("--table", "/nowhere", MCSHIM_TABLE=str(table)).returncode == NO_TABLE


def test_the_machine_s_table_where_the_environment_names_no_path(asked, node, shim_stat):
    for setting in ("machine", "process", ""):
        assert node.endpoint in shim_stat(MCSHIM_TABLE=setting).stdout


def test_colour_on_a_terminal_only(asked, shim_stat):
    assert "\033[32mUP\033[0m" in on_a_terminal()
    assert "\033" not in on_a_terminal(NO_COLOR="1")
    assert "\033" in on_a_terminal(NO_COLOR="")
    assert "\033" not in shim_stat().stdout


def test_an_answer_that_cannot_be_written_is_no_success(asked):
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([SHIM_STAT], stdout=full, stderr=subprocess.PIPE,
                              env=bare_environment(), text=True, check=False)
    assert done.returncode == NO_TABLE
    assert "cannot write" in done.stderr
