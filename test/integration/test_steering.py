# SPDX-License-Identifier: MIT
"""shim-stat maint, ready, mode and reset: what an operator asks for holds for all processes."""

import os
import time

import pytest

from promises import RETURN_S, assert_nobody_waits, assert_served

# So soon whatever was asked for holds in every process.
SOON_MS = 100


@pytest.fixture
def node(lab):
    return lab.nodes[0]


@pytest.fixture
def start_one(node, start):
    return lambda **settings: start("blocking", nodes=[node.endpoint], **settings)


def assert_refused(answer):
    assert answer.error == "ECONNREFUSED", answer
    assert_nobody_waits([answer])


def test_who_waits_on_a_node_that_is_taken_out_is_let_go(shim, node, start_one):
    clients = [start_one(STALL="60s") for _ in range(3)]
    for client in clients:
        client.hold(node, 4)
    node.hang()
    for client in clients:
        client.say("ask key-0")
    time.sleep(0.2)  # all of them wait
    began_s = time.monotonic()
    shim.operate("maint", node.endpoint)
    answers = [answer for client in clients for answer in client.read(4)]
    assert (time.monotonic() - began_s) * 1000 <= SOON_MS
    assert {answer.error for answer in answers} == {"ECONNRESET"}


def test_connections_that_work_end_too(shim, node, start_one):
    client = start_one()
    client.hold(node, 2)
    shim.operate("maint", node.endpoint)
    time.sleep(SOON_MS / 1000)
    client.say("ask key-0")
    assert {answer.error for answer in client.read(2)} == {"ECONNRESET"}
    assert_refused(client.get("key-0"))


def test_other_nodes_are_left_alone(lab, shim, start):
    client = start("threads")
    client.get("key-0")
    shim.operate("maint", lab.nodes[0].endpoint)
    answers = client.get(*[f"key-{i}" for i in range(30)])
    assert_nobody_waits(answers)
    assert {answer.value for answer in answers if answer.value} == \
        {other.endpoint for other in lab.nodes[1:]}


def test_it_survives_the_restart_of_daemons(shim, node, start_one):
    first = start_one()
    first.get("key-0")
    shim.operate("maint", node.endpoint)
    first.end()
    assert_refused(start_one().get("key-0"))


def test_a_node_of_which_nobody_has_heard(shim, node, start_one):
    assert shim.stat() is None
    said, hint = shim.operate("maint", node.endpoint).splitlines()
    assert said == f"{node.endpoint} is MAINT" and hint.startswith("no process shares /dev/shm/")
    assert_refused(start_one().get("key-0"))
    assert shim.operate("maint", node.endpoint) == f"{node.endpoint} is MAINT already\n", "no hint"


def test_it_is_not_checked_meanwhile(shim, node, start_one):
    client = start_one()
    client.get("key-0")
    shim.operate("maint", node.endpoint)
    checks = shim.nodes()[node.endpoint]["checks"]
    time.sleep(RETURN_S)
    assert_refused(client.get("key-0"))
    assert shim.nodes()[node.endpoint]["checks"] == checks


def test_ready_is_used_again_at_once(shim, node, start_one):
    clients = [start_one() for _ in range(2)]
    for client in clients:
        client.get("key-0")
    shim.operate("maint", node.endpoint)
    for client in clients:
        assert_refused(client.get("key-0"))
    assert "is UP: it has answered a check" in shim.operate("ready", node.endpoint)
    answers = [client.get("key-0") for client in clients]
    assert_served(answers)
    assert_nobody_waits(answers)


def test_ready_of_a_node_that_is_still_dead_costs_nobody_a_wait(shim, node, start_one):
    client = start_one()
    client.get("key-0")
    shim.operate("maint", node.endpoint)
    node.silence()
    assert "as soon as it answers" in shim.operate("ready", node.endpoint)
    assert_refused(client.get("key-0"))
    assert shim.state(node) == "DOWN"
    node.heal()
    shim.wait_for_state(node, "UP")
    assert_served([client.get("key-0")])


def test_ready_of_a_node_that_nobody_uses(shim, node, start_one):
    shim.operate("maint", node.endpoint)
    assert "nobody has checked it" in shim.operate("ready", node.endpoint)
    assert_served([start_one().get("key-0")])


def test_ready_of_what_nobody_took_out(shim, node, start_one):
    start_one().get("key-0")
    assert "is not MAINT" in shim.operate("ready", node.endpoint)
    assert "is not in the table" in shim.operate("ready", "192.0.2.1:1")
    assert list(shim.nodes()) == [node.endpoint]


@pytest.mark.parametrize("mode", ("observe", "off"))
def test_the_mode_of_all_processes(shim, node, start_one, mode):
    clients = [start_one() for _ in range(3)]
    for client in clients:
        client.get("key-0")
    shim.operate("maint", node.endpoint)
    shim.operate("mode", mode)
    time.sleep(SOON_MS / 1000)
    assert_served([client.get("key-0") for client in clients])
    assert shim.stat()["mode"] == mode
    assert_served([start_one().get("key-0")])
    shim.operate("mode", "enforce")
    time.sleep(SOON_MS / 1000)
    for client in clients:
        assert_refused(client.get("key-0"))
    assert shim.stat()["mode"] == "enforce"


def test_the_default_mode_is_what_each_was_told(shim, node, start_one):
    observer, enforcer = start_one(MODE="observe"), start_one()
    for client in (observer, enforcer):
        client.get("key-0")
    shim.operate("maint", node.endpoint)
    shim.operate("mode", "enforce")
    assert_refused(observer.get("key-0"))
    shim.operate("mode", "default")
    assert_served([observer.get("key-0")])
    assert_refused(enforcer.get("key-0"))


def test_who_was_started_off_stays_off(shim, node, start_one):
    start_one().get("key-0")
    shim.operate("maint", node.endpoint)
    shim.operate("mode", "enforce")
    assert_served([start_one(MODE="off").get("key-0")])


def test_off_leaves_connections_as_they_are(shim, node, start_one):
    client = start_one()
    client.hold(node, 3)
    shim.operate("mode", "off")
    time.sleep(SOON_MS / 1000)
    shim.operate("maint", node.endpoint)
    client.say("ask key-0")
    assert_served(client.read(3))


def test_off_makes_no_verdict(shim, node, start_one):
    client = start_one()
    client.hold(node, 1)
    shim.operate("mode", "off")
    time.sleep(SOON_MS / 1000)
    node.hang()
    client.say("ask key-0")
    time.sleep(RETURN_S)
    assert shim.state(node) == "UP"
    node.heal()
    assert_served(client.read(1))


def test_reset_forgets(shim, node, start_one):
    client = start_one()
    node.silence()
    client.get("key-0")
    node.heal()
    shim.wait_for_state(node, "UP")
    assert shim.nodes()[node.endpoint]["stalls"] == 1
    assert "is forgotten" in shim.operate("reset", node.endpoint)
    row = shim.nodes()[node.endpoint]
    assert (row["state"], row["since"], row["answer_us"]) == ("UP", None, None)
    assert {row[name] for name in ("stalls", "failed_fast", "released", "waited_ms", "checks")} \
        == {0}
    assert_served([client.get("key-0")])


def test_reset_of_a_node_that_is_down_lets_connects_pass(shim, node, start_one):
    client = start_one()
    node.silence()
    client.get("key-0")
    shim.wait_for_state(node, "DOWN")
    shim.operate("reset", node.endpoint)
    assert shim.state(node) == "UP"
    assert client.get("key-0").error == "ECONNRESET", "it waited, and was let go"


def test_reset_leaves_maint(shim, node, start_one):
    shim.operate("maint", node.endpoint)
    assert "but for MAINT" in shim.operate("reset", node.endpoint)
    assert_refused(start_one().get("key-0"))


def test_all_of_it_is_recorded(shim, node, start_one):
    start_one().get("key-0")
    for words in (("maint", node.endpoint), ("ready", node.endpoint), ("mode", "observe"),
                  ("reset", node.endpoint)):
        shim.operate(*words)
    events = [(event["kind"], event["node"], event["from"], event["to"])
              for event in shim.events()]
    assert events == [
        ("state", node.endpoint, "UP", "MAINT"), ("state", node.endpoint, "MAINT", "DOWN"),
        ("state", node.endpoint, "DOWN", "UP"), ("mode", None, "default", "observe"),
        ("reset", node.endpoint, "UP", "UP")]
    asked = [event["by"] for event in shim.events() if event["reason"] == "operator"]
    assert len(asked) == 4
    assert {(by["command"], by["uid"]) for by in asked} == {("shim-stat", os.getuid())}
