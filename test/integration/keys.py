# SPDX-License-Identifier: MIT
"""The keys that the tests ask for. Clients spread them over the nodes as they will."""

import time

KEYS = [f"key-{number}" for number in range(60)]
# 60 requests then last longer than two check intervals.
PAUSE_S = 0.04


def ask_in_turn(client, keys=tuple(KEYS), pause_s=PAUSE_S):
    """One request after the other, none before the last has ended."""
    answers = []
    for key in keys:
        answers.append(client.get(key))
        time.sleep(pause_s)
    return answers


def keys_by_node(client):
    """Which keys the client looks for on which node; asks for all of them."""
    found = {}
    for answer in ask_in_turn(client, pause_s=0):
        found.setdefault(answer.node, []).append(answer.key)
    return found
