# SPDX-License-Identifier: MIT
"""What the users of an API on port 8774 feel while one of its memcached nodes is silent."""

import time
import urllib.request

from nodes import bring_back

URL = "http://127.0.0.1:8774/"
PATIENCE_S = 20
CANDIDATES = 100
LOOK_S = 0.05
START_S = 60  # of a server on a busy machine


def ask(key):
    """How long the API needs for it, in seconds."""
    began_s = time.monotonic()
    with urllib.request.urlopen(f"{URL}{key}", timeout=PATIENCE_S) as response:
        assert response.status == 200
        response.read()
    return time.monotonic() - began_s


def wait_for_answers():
    ends_s = time.monotonic() + START_S
    while True:
        try:
            ask("ready")
            return
        except OSError as why:
            assert time.monotonic() < ends_s, f"no answer from the API within {START_S} s: {why}"
        time.sleep(LOOK_S)


def keys_on(node, count):
    """Keys that the API keeps on that node, whatever client it has; they are there now."""
    found = []
    for number in range(CANDIDATES):
        key = f"key-{number}"
        ask(key)
        if "VALUE" in node.command(f"get {key}"):
            found.append(key)
        if len(found) == count:
            return found
    raise AssertionError(f"the API keeps {len(found)} of {CANDIDATES} keys on {node.endpoint}")


def waits(node, requests):
    """Of each of some requests that need the node, while it is silent."""
    keys = keys_on(node, requests)
    node.silence()
    try:
        return [ask(key) for key in keys]
    finally:
        bring_back(node)
