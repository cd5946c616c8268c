# SPDX-License-Identifier: MIT
"""Every test has a lab, a table and programs of its own.

    test/lab/enter /usr/bin/python3 -m pytest test/integration
"""

import os
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "lab")]

pytest.register_assert_rewrite("client", "lonely", "promises", "shim")

from client import Client
from lab import Lab
from local import LocalMemcached
from nodes import fill, wait_for_wire
from shim import Shim, bare_environment, command, forget_tables, sanitizer_runtimes


def pytest_configure(config):
    config.addinivalue_line("markers", "wrap: asserts no times, so that MCSHIM_WRAP may be slow")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    """Times are judged as users feel them: who reads of a failure must know who else was busy."""
    report = (yield).get_result()
    if report.failed:
        report.sections.append(("load of the machine", f"{os.getloadavg()}, {os.cpu_count()} cores"))


@pytest.fixture
def lab(request):
    """Three nodes, filled. Parametrized indirectly: the arguments of Lab."""
    with Lab(**getattr(request, "param", {})) as made:
        for node in made.nodes:
            wait_for_wire(node)
            fill(node)
        yield made


@pytest.fixture
def shim(tmp_path):
    forget_tables()
    return Shim(tmp_path / "journal")


@pytest.fixture
def start(lab, shim):
    """Starts programs: start("threads", STALL="1s"), start("blocking", bare=True).

    Their end is part of each test: no crash, no signal, and not a word on stderr, where
    sanitizers and valgrind would complain.
    """
    clients = []

    def start_client(program, bare=False, nodes=None, **settings):
        if program == "extensible" and sanitizer_runtimes():
            pytest.skip("sanitizers refuse RTLD_DEEPBIND")
        environment = bare_environment() if bare else shim.environment(**settings)
        names = nodes or [node.endpoint for node in lab.nodes]
        client = Client([*command(program), *names], environment)
        clients.append(client)
        return client

    yield start_client
    ends = [(client.end(), client.expected_status, client.stderr()) for client in clients]
    for status, expected, words in ends:
        assert status == expected, words
        # valgrind has remarks on system calls that it does not know; errors are its status.
        assert words == "" or "MCSHIM_WRAP" in os.environ


@pytest.fixture
def local_memcached():
    """Starts memcached on the controller: local_memcached("-l", "::1", "-p", "18888")."""
    started = []

    def start_memcached(*arguments):
        started.append(LocalMemcached(*arguments))
        return started[-1]

    yield start_memcached
    for memcached in started:
        memcached.end()
