# SPDX-License-Identifier: MIT
"""shim-stat events: what happened, in which form, and how it is followed."""

import json
import os
import pty
import re
import signal
import subprocess
import threading
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest

from shim import SHIM_STAT, bare_environment

OK, USAGE, NO_TABLE = 0, 2, 3
RING = 1024
PATIENCE_S = 20
UTC = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.fixture
def maint(shim, shim_stat):
    """maint("192.0.2.1:1"): each is an event."""
    def take_out(*nodes):
        assert shim_stat("maint", *nodes).returncode == OK
    return take_out


@pytest.fixture
def follow(shim):
    started = []

    def start(*words):
        program = subprocess.Popen([SHIM_STAT, "events", "--follow", *words], text=True,
                                   stdout=subprocess.PIPE, env=bare_environment())
        watchdog = threading.Timer(PATIENCE_S, program.kill)
        watchdog.start()
        started.append((program, watchdog))
        return program

    yield start
    for program, watchdog in started:
        watchdog.cancel()
        program.kill()
        program.communicate()


def switches(program):
    """How often it has gone to sleep so far."""
    status = Path(f"/proc/{program.pid}/status").read_text()
    return int(re.search(r"^voluntary_ctxt_switches:\s*(\d+)", status, re.MULTILINE)[1])


def test_no_table(shim, shim_stat):
    done = shim_stat("events")
    assert (done.returncode, done.stdout) == (NO_TABLE, "")


def test_a_verdict(shim, node, ask, shim_stat):
    program = ask()
    shim.wait_for_state(node, "DOWN")
    event, = [json.loads(line) for line in shim_stat("events", "--json").stdout.splitlines()]
    assert (event["kind"], event["node"]) == ("state", node.endpoint)
    assert (event["from"], event["to"], event["reason"]) == ("SUSPECT", "DOWN", "reply")
    assert event["by"]["pid"] == program.pid and event["by"]["uid"] == os.getuid()
    assert event["by"]["command"].startswith("python3")
    age = datetime.now(timezone.utc) - datetime.fromisoformat(event["time"].replace("Z", "+00:00"))
    assert 0 <= age.total_seconds() < 5


def test_a_suspicion_that_came_to_nothing_is_no_event(shim, real_node, ask_real, shim_stat):
    real_node.hang()
    ask_real()
    shim.wait_for_state(real_node, "SUSPECT")
    real_node.resume()
    shim.wait_for_state(real_node, "UP")
    assert shim_stat("events").stdout == ""


def test_text(maint, shim_stat):
    maint("192.0.2.1:1", "[2001:db8::1]:2")
    shim_stat("mode", "observe")
    first, second, third = shim_stat("events").stdout.splitlines()
    assert re.match(rf"{UTC}  192.0.2.1:1 +UP -> MAINT +operator +shim-stat\[\d+\] uid \d+$", first)
    assert "[2001:db8::1]:2" in second
    assert re.search(r"all +default -> observe +mode ", third)


def test_local_time_on_a_terminal(maint):
    maint("192.0.2.1:1")
    for zone, hours in (("UTC0", 0), ("XYZ-5", 5)):
        ours, theirs = pty.openpty()
        subprocess.run([SHIM_STAT, "events"], stdout=theirs, check=True,
                       env={**bare_environment(), "TZ": zone})
        os.close(theirs)
        text = os.read(ours, 65536).decode()
        shown = datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)
        offset_s = (shown - datetime.now(timezone.utc)).total_seconds() - hours * 3600
        assert -60 < offset_s <= 0, text


@pytest.mark.parametrize("words, shown", (
    ([], 4), (["192.0.2.1:1"], 2), (["--node", "192.0.2.1:2"], 1), (["192.0.2.3:1"], 0),
    (["--state", "MAINT"], 3), (["--state", "UP"], 0),
))
def test_filters(maint, shim_stat, words, shown):
    maint("192.0.2.1:1", "192.0.2.1:2")
    shim_stat("reset", "192.0.2.1:1")
    shim_stat("mode", "enforce")
    assert len(shim_stat("events", *words).stdout.splitlines()) == shown


def test_the_ring_keeps_the_last(maint, shim_stat):
    maint("192.0.2.1:1")
    for _ in range(RING // 64 + 1):
        shim_stat("reset", *["192.0.2.1:1"] * 64)
    numbers = [json.loads(line)["number"]
               for line in shim_stat("events", "--json").stdout.splitlines()]
    assert len(numbers) == RING
    assert numbers == list(range(numbers[-1] - RING + 1, numbers[-1] + 1))


def test_follow(maint, follow):
    maint("192.0.2.1:1")
    program = follow()
    assert "192.0.2.1:1 " in program.stdout.readline()
    for i in range(2, 5):
        began_s = time.monotonic()
        maint(f"192.0.2.{i}:1")
        assert f"192.0.2.{i}:1 " in program.stdout.readline()
        assert time.monotonic() - began_s < 0.5
    assert program.poll() is None


def test_follow_sleeps_until_something_happens(maint, follow):
    maint("192.0.2.1:1")
    program = follow()
    program.stdout.readline()
    time.sleep(0.2)
    before = switches(program)
    time.sleep(1)
    assert switches(program) == before


def test_follow_survives_being_stopped(maint, follow):
    maint("192.0.2.1:1")
    program = follow("--json")
    program.stdout.readline()
    program.send_signal(signal.SIGSTOP)
    maint("192.0.2.2:1")
    program.send_signal(signal.SIGCONT)
    assert json.loads(program.stdout.readline())["node"] == "192.0.2.2:1"


def test_only_events_follow(maint, shim_stat):
    maint("192.0.2.1:1")
    for words in (["--follow"], ["ps", "-f"]):
        assert shim_stat(*words).returncode == USAGE
