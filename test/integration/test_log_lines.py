# SPDX-License-Identifier: MIT
"""What is logged of a node: one line a transition, whoever and however many share the table."""

import os
import re
import socket
from contextlib import contextmanager
from pathlib import Path

import pytest

import devlog
from waiting import wait_until

JOURNAL = Path("/run/systemd/journal/socket")
WARNING, NOTICE = 4, 5
DAEMON = 3


@contextmanager
def journald():
    """A socket where systemd's journal would listen; /run is the lab's own."""
    JOURNAL.parent.mkdir(parents=True)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
            log.bind(str(JOURNAL))
            log.setblocking(False)
            yield log
    finally:
        JOURNAL.unlink()
        os.removedirs(JOURNAL.parent)


@pytest.fixture
def outage(lab, shim, start):
    """Three processes, a node that dies and comes back; what was logged meanwhile."""
    node = lab.nodes[0]

    def run(**settings):
        clients = [start("blocking", nodes=[node.endpoint], **settings) for _ in range(3)]
        for client in clients:
            client.hold(node, 2)
        node.silence()
        for client in clients:
            client.say("ask key-0")
        for client in clients:
            client.read(2)
        shim.wait_for_state(node, "DOWN")
        node.heal()
        shim.wait_for_state(node, "UP")

    return run


def test_in_a_file_one_line_a_transition(lab, shim, outage):
    outage()
    wait_until(lambda: len(shim.journal()) >= 2, "no two lines")
    name = re.escape(lab.nodes[0].endpoint)
    down, up = shim.journal()
    assert re.match(rf"node {name} is DOWN: no answer to a request", down)
    assert re.match(rf"node {name} is UP: it answers again", up)


def test_in_syslog_with_a_priority(lab, shim, outage, tmp_path):
    with devlog.covered(tmp_path) as log:
        outage(LOG="syslog")
        lines = []
        wait_until(lambda: lines.extend(devlog.read(log)) or len(lines) >= 2, "no two lines")
    down, up = lines
    assert re.match(rf"<{DAEMON * 8 + WARNING}>mcshim\[\d+\]: node {lab.nodes[0].endpoint} is DOWN",
                    down)
    assert re.match(rf"<{DAEMON * 8 + NOTICE}>mcshim\[\d+\]: node {lab.nodes[0].endpoint} is UP", up)


def test_in_the_journal_with_fields(lab, shim, outage, tmp_path):
    with devlog.covered(tmp_path) as syslog, journald() as log:
        outage(LOG="syslog")
        entries = []
        wait_until(lambda: entries.extend(devlog.read(log)) or len(entries) >= 2, "no two entries")
        assert devlog.read(syslog) == [], "the journal forwards"
    down, up = [dict(line.split("=", 1) for line in entry.splitlines()) for entry in entries]
    node = lab.nodes[0].endpoint
    assert down["MESSAGE"].startswith(f"node {node} is DOWN: ")
    assert (down["PRIORITY"], up["PRIORITY"]) == (str(WARNING), str(NOTICE))
    assert (down["MCSHIM_NODE"], down["MCSHIM_STATE"], down["MCSHIM_REASON"]) == \
        (node, "DOWN", "reply")
    assert (up["MCSHIM_STATE"], up["SYSLOG_IDENTIFIER"]) == ("UP", "mcshim")


def test_events_tell_the_same(lab, shim, outage):
    outage()
    assert [(event["node"], event["from"], event["to"]) for event in shim.events()] == \
        [(lab.nodes[0].endpoint, "SUSPECT", "DOWN"), (lab.nodes[0].endpoint, "DOWN", "UP")]


def test_what_an_operator_asks_for_is_logged_by_shim_stat(lab, shim, tmp_path):
    node = lab.nodes[0].endpoint
    with devlog.covered(tmp_path) as log:
        shim.operate("maint", node)
        shim.operate("mode", "observe")
        maint, mode = devlog.read(log)
    uid = os.getuid()
    assert re.match(rf"<{DAEMON * 8 + NOTICE}>.*mcshim\[\d+\]: {node}: UP -> MAINT: uid {uid} asked",
                    maint)
    assert f"all nodes: default -> observe: uid {uid} asked" in mode
