# SPDX-License-Identifier: MIT
"""Test suites nobody here wrote: how each is run, and what it says of every test.

They are installed with the programs they test, from Debian's packages. What they find
in the lab (no internet, root of a user namespace) differs from what their authors saw,
so some of their tests fail, with the shim or without it.
"""

import re
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Callable

HANG_S = "120"

CPYTHON_MODULES = """
asynchat asyncio asyncore docxmlrpc eintr epoll fcntl fork1 ftplib httplib httpservers imaplib
nntplib os poll poplib popen pty select selectors signal smtpd smtplib socket socketserver ssl
subprocess telnetlib urllib2_localnet wsgiref xmlrpc
""".split()

TWISTED_MODULES = """
internet.test names.test test.test_ftp test.test_internet test.test_process test.test_ssl
test.test_tcp test.test_udp test.test_unix web.test.test_agent web.test.test_http
""".split()


@dataclass(frozen=True)
class Suite:
    name: str
    packages: tuple
    command: Callable  # (a path for its report): the words of the command
    read: Callable  # (the report, what it printed): {test: outcome}


def outcome_of(case):
    """Of a test in a JUnit report."""
    said = {part.tag for part in case}
    for outcome in ("error", "failure", "skipped"):
        if outcome in said:
            return outcome
    return "ok"


def cases(report):
    return ET.parse(report).iter("testcase") if report.exists() else ()


# Sockets of virtual machines: a test of them that finds one half of what it needs waits
# for ever. -j4: each module is a process of its own, so each has a table of its own.
def cpython_command(report):
    return [sys.executable, "-m", "test", "-j4", "-u", "network", "-i", "*VSOCK*",
            "--timeout", HANG_S, "--junit-xml", report,
            *(f"test_{module}" for module in CPYTHON_MODULES)]


def read_cpython(report, printed):
    """Subtests are not in the report, but each module's end is among what is printed."""
    outcomes = {case.get("name"): outcome_of(case) for case in cases(report) if case.get("name")}
    ends = re.findall(r"\] (test_\w+) (passed|failed|skipped|crashed|timed out)(?: \(([^)]*\d "
                      r"(?:error|failure)[^)]*)\))?", printed)
    outcomes.update({f"{module} as a whole": f"{end} {why}".strip() for module, end, why in ends})
    return outcomes


def twisted_command(_report):
    return [sys.executable, "-m", "twisted.trial", "--reporter=bwverbose",
            *(f"twisted.{module}" for module in TWISTED_MODULES)]


def read_twisted(_report, printed):
    """A tree: modules, in them classes, in them tests with their ends, each in brackets."""
    outcomes, path = {}, []
    for line in printed.splitlines():
        found = re.fullmatch(r"( *)([\w.]+)(?: \.\.\. +\[([\w\]\[]+)\])?", line)
        if found is None:
            continue
        indent, name, outcome = found.groups()
        path = [*path[:len(indent) // 2], name]
        if outcome:
            outcomes[".".join(path)] = outcome.lower().replace("][", " and ")
    return outcomes


# Of what is left out one module needs Cython, and a test of the other never ends in Debian. A
# module that cannot be loaded there (test_mypy) would keep pytest from running any.
def zeromq_command(report):
    return [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", "zmq.tests",
            "--continue-on-collection-errors", "-k", "not test_cython and not TestPubLog",
            f"--junitxml={report}"]


def read_zeromq(report, _printed):
    return {f"{case.get('classname')}.{case.get('name')}": outcome_of(case)
            for case in cases(report)}


SUITES = {suite.name: suite for suite in (
    Suite("cpython", ("libpython3.11-testsuite",), cpython_command, read_cpython),
    Suite("twisted", ("python3-twisted",), twisted_command, read_twisted),
    Suite("zeromq", ("python3-zmq", "python3-pytest"), zeromq_command, read_zeromq),
)}
