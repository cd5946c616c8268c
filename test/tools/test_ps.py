# SPDX-License-Identifier: MIT
"""shim-stat ps: who is protected, and who is not and why."""

import json
import os
import socket
import subprocess
import sys

import pytest

from keepers import wait_for_keeper
from shim import bare_environment
from waiting import wait_until

OK, USAGE, NO_TABLE = 0, 2, 3

CONNECT = """
import os, socket, sys, time
node = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
print("connected", flush=True)
sys.stdin.read()
"""

# Nothing of libc's start-up is needed to make a connection and wait.
STATIC = r"""
#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    struct sockaddr_in node = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[argc - 1])),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&node, sizeof node) != 0)
        return 1;
    return write(1, "connected\n", 10) == 10 && read(0, argv, 1) < 0;
}
"""


@pytest.fixture
def run(shim, node):
    """Starts a program that connects to the node: run(STALL="60s"), run(bare=True)."""
    started = []

    def start(*command, bare=False, **settings):
        environment = bare_environment() if bare else \
            shim.environment(NODES=settings.pop("NODES", node.port), **settings)
        program = subprocess.Popen(
            [*(command or (sys.executable, "-c", CONNECT)), str(node.port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)
        assert program.stdout.readline() == "connected\n"
        started.append(program)
        if "STALL" in settings:
            wait_for_keeper(program)
        return program

    yield start
    for program in started:
        program.communicate()


@pytest.fixture
def ps(node, shim_stat):
    """What it says, in JSON."""
    return lambda *words: json.loads(
        shim_stat("ps", "--json", *words, MCSHIM_NODES=str(node.port)).stdout)


@pytest.fixture
def why(ps):
    """why(program): why it is not protected; None if it is not said to be unprotected."""
    def ask(program):
        return next((process["why"] for process in ps()["unprotected"]
                     if process["pid"] == program.pid), None)
    return ask


def test_who_is_protected(run, ps):
    program = run(STALL="60s")
    view = ps()
    assert [process["pid"] for process in view["processes"]] == [program.pid]
    assert view["unprotected"] == []


def test_who_is_not(run, ps):
    protected, bare = run(STALL="60s"), run(bare=True)
    view = ps()
    assert [process["pid"] for process in view["processes"]] == [protected.pid]
    process, = view["unprotected"]
    assert (process["pid"], process["connections"]) == (bare.pid, 1)
    assert process["command"].startswith("python3")
    assert "started without LD_PRELOAD" in process["why"]


def test_nodes_of_the_table_need_not_be_named(run, shim_stat):
    bare = run(bare=True)
    assert json.loads(shim_stat("ps", "--json").stdout)["unprotected"] == []
    run(STALL="60s")
    process, = json.loads(shim_stat("ps", "--json").stdout)["unprotected"]
    assert process["pid"] == bare.pid


def test_who_connects_elsewhere_is_nobody_s_business(node, run, shim_stat):
    run(STALL="60s")
    with socket.create_server(("127.0.0.1", 0)) as other, \
            socket.create_connection(other.getsockname()):
        assert json.loads(shim_stat("ps", "--json").stdout)["unprotected"] == []


def test_ipv6(shim, shim_stat):
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as node, \
            socket.create_connection(node.getsockname()[:2]):
        view = json.loads(shim_stat("ps", "--json",
                                    MCSHIM_NODES=f"[::1]:{node.getsockname()[1]}").stdout)
    assert [process["pid"] for process in view["unprotected"]] == [os.getpid()]


def test_static(run, why, tmp_path):
    source, program = tmp_path / "static.c", tmp_path / "static"
    source.write_text(STATIC)
    subprocess.run(("gcc", "-static", "-o", program, source), check=True)
    assert "a static program" in why(run(program))


def test_mode_off(run, why):
    assert why(run(MODE="off")) == "its MCSHIM_MODE is off"


def test_another_port(run, why):
    assert why(run(NODES="1")) == "its MCSHIM_NODES does not name that node"


def test_a_library_that_is_not_there(run, why, shim, tmp_path):
    command = ("env", f"LD_PRELOAD={tmp_path}/libmcshim.so", sys.executable, "-W", "ignore", "-c",
               CONNECT)
    assert "could not be loaded" in why(run(*command, bare=True))


def test_a_connection_that_was_inherited(run, ps, shim, node, tmp_path):
    parent = ("import os, socket, sys, subprocess\n"
              "node = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n"
              "child = subprocess.Popen(['sleep', '60'], pass_fds=[node.fileno()])\n"
              "print('connected', flush=True)\n"
              "sys.stdin.read()\n"
              "child.kill()\n")
    run(sys.executable, "-c", parent, STALL="60s")
    wait_until(lambda: ps()["unprotected"], "the child has no connection")
    child, = ps()["unprotected"]
    assert child["command"] == "sleep"
    assert "inherited" in child["why"]


def test_by_their_pids(run, ps):
    protected, bare, _ = run(STALL="60s"), run(bare=True), run(bare=True)
    view = ps(protected.pid, bare.pid)
    assert [process["pid"] for process in view["processes"]] == [protected.pid]
    assert [process["pid"] for process in view["unprotected"]] == [bare.pid]
    idle, = ps(os.getpid())["unprotected"]
    assert (idle["pid"], idle["connections"]) == (os.getpid(), 0)


def test_pids_that_are_none(run, shim_stat):
    run(STALL="60s")
    assert "no such process" in shim_stat("ps", "4194304").stderr
    assert shim_stat("ps", "nova-api").returncode == USAGE


def test_text(run, node, shim_stat):
    protected, bare = run(STALL="60s"), run(bare=True)
    lines = shim_stat("ps", MCSHIM_NODES=str(node.port)).stdout.splitlines()
    assert lines[0].split()[:3] == ["PID", "COMMAND", "MODE"]
    assert lines[1].split()[0] == str(protected.pid) and "enforce" in lines[1]
    assert lines[3].endswith("NOT PROTECTED, BECAUSE")
    assert lines[4].split()[0] == str(bare.pid) and "LD_PRELOAD" in lines[4]


def test_without_a_table(run, node, shim_stat):
    bare = run(bare=True)
    done = shim_stat("ps", MCSHIM_NODES=str(node.port))
    assert done.returncode == NO_TABLE
    assert done.stdout.startswith("no protected processes\n")
    assert str(bare.pid) in done.stdout


def test_a_process_that_ends_is_gone(run, ps, why):
    bare = run(bare=True)
    assert why(bare)
    bare.communicate()
    assert ps()["unprotected"] == []
