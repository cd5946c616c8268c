# SPDX-License-Identifier: MIT
"""Behind seccomp filters, that say EPERM or kill, nothing is harmed, and nodes are watched."""

import re

import pytest

from client import Client
from filters import DESCRIPTORS_SHARED, STYLES, TABLE_PRIVATE
from promises import RELEASE_MS, STALL_MS
from runner import PROGRAMS
from shim import command
from waiting import wait_until

# An address on the lab's wire where nobody is.
SILENT = "10.131.73.99:18888"
# Of 200 rounds, each of which looks at 64 numbers.
FEW = 5


def descriptors_of_all(shim):
    return [process["descriptors"] for process in shim.stat()["processes"]]


@pytest.fixture
def sealed(lab, shim):
    """Starts a client of test/clients behind a filter."""
    clients = []

    def start_sealed(style, program, nodes):
        clients.append(Client([PROGRAMS / "seal", style, *command(program), *nodes],
                              shim.environment()))
        return clients[-1]

    yield start_sealed
    assert [(client.end(), client.stderr()) for client in clients] == [(0, "")] * len(clients)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("program", ("sigpipe", "elsewhere"))
def test_calls_are_the_same(lab, runner, style, program):
    arguments = {"sigpipe": ["127.0.0.1:18888"],
                 "elsewhere": [lab.nodes[0].endpoint, "127.0.0.1:9999", "10.131.73.99:9999"]}
    end = runner.same("seal", style, PROGRAMS / program, *arguments[program])
    assert end.status == 0


@pytest.mark.parametrize("style", STYLES)
def test_waiters_are_released(lab, shim, sealed, style):
    victim = lab.nodes[0]
    client = sealed(style, "blocking", [victim.endpoint])
    client.hold(victim, 3)
    victim.hang()
    client.say("ask key-0")
    answers = client.read(3)
    assert {answer.error for answer in answers} == {"ECONNRESET"}
    assert max(answer.wait_ms for answer in answers) < RELEASE_MS
    assert client.get("key-0").error == "ECONNREFUSED"


@pytest.mark.parametrize("first", ("lowest", 512))
def test_numbers_of_the_keeper_are_taken(runner, first):
    """Its table is the program's: what the program does there may meet it within microseconds,
    but not for as long as a check takes."""
    arguments = "seal", "docker", PROGRAMS / "tramples", SILENT, first
    bare, shimmed = runner.both(*arguments, CHECK_INTERVAL="100ms")
    assert bare.lines == ("0 lost, 0 written to, 0 not the lowest",)
    assert sum(map(int, re.findall(r"\d+", shimmed.lines[0]))) <= FEW


def test_children_have_nothing_of_the_keeper(runner):
    """Or one descriptor that was opened at the moment of the fork; never a whole check's."""
    bare, shimmed = runner.both("seal", "docker", PROGRAMS / "begets", SILENT,
                                CHECK_INTERVAL="100ms")
    assert bare.lines == ("0 strange descriptors in 100 children",)
    assert int(shimmed.lines[0].split()[0]) <= 1


@pytest.mark.parametrize("style", DESCRIPTORS_SHARED)
def test_shared_descriptors_show(lab, shim, sealed, style):
    client = sealed(style, "blocking", [lab.nodes[0].endpoint])
    client.get("key-0")
    wait_until(lambda: descriptors_of_all(shim) == ["shared"], "does not show")


@pytest.mark.parametrize("style", TABLE_PRIVATE)
def test_no_shared_table_is_said(lab, shim, sealed, style):
    client = sealed(style, "blocking", [lab.nodes[0].endpoint])
    assert client.get("key-0").wait_ms <= STALL_MS / 2
    assert shim.stat() is None
    wait_until(shim.journal, "not a word")
    line, = shim.journal()
    assert "shared memory" in line and "this process keeps a table of its own" in line


@pytest.mark.parametrize("style", STYLES)
def test_children(lab, shim, runner, style):
    nodes = [node.endpoint for node in lab.nodes]
    end = runner.run("seal", style, PROGRAMS / "forks", 200, *nodes,
                     environment=shim.environment())
    assert end.text() == ["@flap", "200 children are well", "status 0"]
