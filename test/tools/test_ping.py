# SPDX-License-Identifier: MIT
"""shim-stat ping: what the nodes themselves say, beside what the table says of them."""

import json
import subprocess

from local import LocalMemcached, is_listening
from waiting import wait_until

OK, DOWN, NO_TABLE = 0, 1, 3


def answers(done):
    return {answer["node"]: answer for answer in json.loads(done.stdout)["answers"]}


def test_a_node_that_answers(real_node, ask_real, shim_stat):
    ask_real()
    done = shim_stat("ping", "--json", real_node.endpoint)
    answer = answers(done)[real_node.endpoint]
    version = subprocess.run(("memcached", "--version"), stdout=subprocess.PIPE, text=True,
                             check=True).stdout.split()[1]
    assert (answer["answer"], answer["memcached"]) == ("answers", version)
    assert 0 < answer["round_trip_us"] < 1000000
    assert (answer["state"], answer["agrees"]) == ("UP", True)
    assert shim_stat("ping", "--check").returncode == OK


def test_a_node_that_is_silent(shim, node, ask, shim_stat):
    ask()
    shim.wait_for_state(node, "DOWN")
    answer = answers(shim_stat("ping", "--json"))[node.endpoint]
    assert (answer["answer"], answer["round_trip_us"]) == ("is silent", None)
    assert (answer["state"], answer["agrees"]) == ("DOWN", True)
    assert shim_stat("ping").returncode == OK
    assert shim_stat("ping", "--check").returncode == DOWN


def test_a_table_that_is_wrong(real_node, ask_real, shim_stat):
    ask_real(STALL="60s")
    real_node.hang()
    answer = answers(shim_stat("ping", "--json"))[real_node.endpoint]
    assert (answer["answer"], answer["state"], answer["agrees"]) == ("is silent", "UP", False)
    real_node.resume()


def test_a_refusal_is_an_answer(real_node, ask_real, shim_stat):
    ask_real()
    real_node.end()
    answer = answers(shim_stat("ping", "--json"))[real_node.endpoint]
    assert (answer["answer"], answer["state"], answer["agrees"]) == ("refuses", "UP", True)


def test_who_is_out_is_neither_right_nor_wrong(real_node, shim, shim_stat):
    shim_stat("maint", real_node.endpoint)
    answer = answers(shim_stat("ping", "--json"))[real_node.endpoint]
    assert (answer["answer"], answer["state"], answer["agrees"]) == ("answers", "MAINT", None)


def test_a_node_of_which_the_table_says_nothing(real_node, shim, shim_stat):
    shim_stat("mode", "default")
    answer = answers(shim_stat("ping", "--json", real_node.endpoint))[real_node.endpoint]
    assert (answer["answer"], answer["state"], answer["agrees"]) == ("answers", None, None)


def test_ipv6(shim, shim_stat):
    memcached = LocalMemcached("-l", "::1", "-p", "18888", "-U", "0")
    wait_until(lambda: is_listening("::1", 18888), "memcached does not listen")
    answer = answers(shim_stat("ping", "--json", "[::1]:18888"))["[::1]:18888"]
    memcached.end()
    assert answer["answer"] == "answers"


def test_without_a_table_named_nodes_are_asked_all_the_same(real_node, shim, shim_stat):
    done = shim_stat("ping", real_node.endpoint)
    assert done.returncode == NO_TABLE
    assert "no table yet" in done.stderr
    titles, row = done.stdout.splitlines()
    assert titles.split()[:3] == ["NODE", "ANSWER", "MEMCACHED"]
    assert row.split()[:2] == [real_node.endpoint, "answers"]
    assert shim_stat("ping").stdout == ""
