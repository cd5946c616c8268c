# SPDX-License-Identifier: MIT
"""shim-stat --all: the tables of several users as one."""

import json
import os
import re

import pytest

OK, USAGE, NO_TABLE = 0, 2, 3
OTHER_USER = 4711


@pytest.fixture
def machine_table(shim, shim_stat):
    """Where the table of a user is: machine_table(4711)."""
    said = shim_stat().stderr
    mine = re.search(r"/dev/shm/mcshim\d+-\S+(?=:)", said)[0]
    return lambda user: re.sub(rf"-{os.geteuid()}-", f"-{user}-", mine)


@pytest.fixture
def two_tables(shim, node, ask, machine_table):
    """One of ours, one that lies where another user's would; two programs."""
    programs = [ask(), ask(TABLE=machine_table(OTHER_USER), STALL="60s")]
    shim.wait_for_state(node, "DOWN")
    return programs


def test_nodes_and_processes_of_both(two_tables, node, shim_stat):
    view = json.loads(shim_stat("--all", "--json").stdout)
    assert [process["pid"] for process in view["processes"]] == \
        sorted(program.pid for program in two_tables)
    row, = view["nodes"]
    assert (row["node"], row["state"]) == (node.endpoint, "DOWN")
    assert view["elsewhere"] == [], "each is in one of them"


def test_counters_are_summed(two_tables, node, shim_stat, machine_table):
    shim_stat("maint", node.endpoint, "--table", machine_table(OTHER_USER))
    mine = json.loads(shim_stat("--json").stdout)["nodes"][0]
    other = json.loads(shim_stat("--json", "--table", machine_table(OTHER_USER)).stdout)["nodes"][0]
    both = json.loads(shim_stat("--json", "--all").stdout)["nodes"][0]
    assert other["state"] == "MAINT" and both["state"] == "DOWN"
    assert both["released"] == mine["released"] + other["released"] == 2


def test_states_are_chosen_after_the_merge(two_tables, shim_stat):
    assert json.loads(shim_stat("--all", "--json", "--state", "UP").stdout)["nodes"] == []
    assert shim_stat("--all", "--check", "--state", "DOWN").returncode == 1


def test_ps(two_tables, shim_stat):
    text = shim_stat("ps", "--all").stdout
    assert all(str(program.pid) in text for program in two_tables)


def test_what_is_no_table_is_left_out(two_tables, shim_stat, machine_table):
    os.symlink("no:table:here", machine_table(OTHER_USER + 1))
    os.symlink("no:table:here", "/dev/shm/mcshim-notes")
    done = shim_stat("--all")
    assert done.returncode == OK
    line, = done.stderr.splitlines()
    assert machine_table(OTHER_USER + 1) in line and "left out" in line


def test_none(shim, shim_stat):
    done = shim_stat("--all")
    assert (done.returncode, done.stdout) == (NO_TABLE, "")
    assert "no table of any user" in done.stderr


def test_orders_for_all(two_tables, node, shim_stat, machine_table):
    """The other one is not really that user's, and so left alone."""
    done = shim_stat("maint", "--all", node.endpoint)
    assert done.returncode == NO_TABLE
    assert f"{machine_table(OTHER_USER)} is left out" in done.stderr
    assert done.stdout == f"{machine_table(os.geteuid())}:\n{node.endpoint} is MAINT\n"
    mine, = json.loads(shim_stat("--json").stdout)["nodes"]
    assert mine["state"] == "MAINT"
    assert shim_stat("events").stdout.count("MAINT") == 1


def test_orders_for_none(shim, shim_stat):
    done = shim_stat("maint", "--all", "192.0.2.1:1")
    assert (done.returncode, done.stdout) == (NO_TABLE, "")
    assert "no table of any user" in done.stderr


def test_not_with_a_table(shim_stat):
    assert shim_stat("--all", "--table", "/x").returncode == USAGE
    assert shim_stat("ping", "--all", "192.0.2.1:1").returncode == USAGE
