# SPDX-License-Identifier: MIT
"""What the client matrix calls broken, of outcomes that are made up: each promise by itself."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

TEST = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TEST / "matrix"), str(TEST / "lab")]

# pylint: disable=wrong-import-position
from clients import CLIENTS
from faults import FAULTS
from verdict import ban_contradicted, broken

CLIENT = CLIENTS["memcache-threads"]
UNHELPED = CLIENTS["static"]
BANNED = replace(CLIENT, ban_s=(60, 120))
GOOD = {
    "healthy_ms": 1.0, "worst_ms": 250.0, "above_limit": [250.0], "connections": 1,
    "kinds": {"value": 90, "miss": 10}, "states": ["DOWN"], "released": 1, "failed": [],
    "wrong": [], "companion": [], "back_s": 0.5, "back_limit_s": 4, "away_s": None,
}
BARE = {**GOOD, "worst_ms": 3000.0, "above_limit": [3000.0, 3000.0], "states": [],
        "released": None}
REFUSED = {**GOOD, "worst_ms": 2.0, "above_limit": []}


def judge(fault, changes, client=CLIENT, bare=BARE, refused=REFUSED):
    return broken(client, FAULTS[fault], {**GOOD, **changes}, bare, [refused])


def test_what_is_promised():
    assert judge("silent", {}) == []


@pytest.mark.parametrize("fault, changes, complaint", (
    ("silent", {"wrong": ["key-1: key-2@node", "key-3: key-4@node"]},
     "2 times a wrong value: key-1: key-2@node"),
    ("silent", {"failed": ["miss"]}, "fails while all nodes are healthy: miss"),
    ("silent", {"states": ["DOWN", "FULL"]}, "the node was called FULL"),
    ("slow", {"states": ["DOWN"]}, "the node was called DOWN"),
    ("silent", {"states": []}, "the node was never called DOWN"),
    ("full", {"states": ["FULL"], "companion": ["another's connection that worked failed: x"]},
     "another's connection that worked failed: x"),
    ("silent", {"kinds": {"value": 90, "OSError: odd": 10}}, "bare it never says: OSError: odd"),
    ("forgotten", {"states": [], "released": 2}, "1 connections forgotten, 2 released"),
    ("silent", {"above_limit": [310.0]}, "waits 310 ms for a node to be found dead"),
    ("silent", {"above_limit": [250.0, 30.0]}, "waits again, 1 times, up to 30 ms"),
    ("silent", {"back_s": None}, "uses the node again not in time"),
    ("silent", {"back_s": 1.8}, "uses the node again after 1.8 s"),
))
def test_each_broken_promise_is_told(fault, changes, complaint):
    assert judge(fault, changes) == [complaint]


def test_slow_is_not_lost():
    all_values = {**BARE, "kinds": {"value": 100}}
    found = judge("slow", {"states": []}, bare=all_values)
    assert len(found) == 1 and found[0].startswith("bare all requests have their values")


@pytest.mark.parametrize("fault, changes", (
    ("forgotten", {"states": [], "above_limit": [990.0]}),
    ("all_dead", {"above_limit": [250.0, 250.0, 250.0]}),
    ("loss", {"states": [], "above_limit": [900.0, 400.0]}),
    ("full", {"states": ["FULL"]}),
))
def test_what_a_fault_allows(fault, changes):
    assert judge(fault, changes) == []


def test_what_the_client_does_by_itself_is_allowed_on_top():
    itself = {**REFUSED, "worst_ms": 201.0}
    assert judge("silent", {"above_limit": [450.0, 200.0]}, refused=itself) == []
    assert judge("silent", {"above_limit": [550.0]}, refused=itself) != []


def test_who_cannot_be_helped_waits_and_is_never_given_a_wrong_value():
    waits = {"above_limit": [5000.0, 5000.0], "states": [], "back_s": None}
    assert judge("silent", waits, client=UNHELPED) == []
    assert judge("silent", {**waits, "wrong": ["key-1: x"]}, client=UNHELPED) != []


def test_a_bare_client_that_is_never_back_excuses_nobody_who_was():
    never = {**BARE, "back_s": None}
    assert judge("silent", {"back_s": None}, bare=never) == []
    assert judge("silent", {"back_s": 1.8}, bare=never) != []


@pytest.mark.parametrize("back_s, away_s, complaints", (
    (107.0, 117.0, 0),
    (49.0, 59.5, 0),  # whole seconds
    (110.0, 122.0, 1),
    (1.0, 11.0, 1),
    (1.0, None, 0),  # since when it is away is not known
    (None, None, 1),
))
def test_a_ban_that_is_not_as_it_is_stated(back_s, away_s, complaints):
    seen = {**GOOD, "back_s": back_s, "away_s": away_s, "back_limit_s": 126}
    found = list(ban_contradicted(BANNED, seen))
    assert len(found) == complaints
    assert all(sentence.startswith("stated: 60 to 120 s; ") for sentence in found)
