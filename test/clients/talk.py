# SPDX-License-Identifier: MIT
"""The side of a client in Python that faces the tests. README.md tells the protocol."""

import json
import os
import sys
import threading
import time


def serve(get, store=None, threads=False):
    """Answers what stdin asks until it ends: get(key) for each key, store(key, value).

    get() returns a value, None for a miss, or a dict of what the answer is to say. What
    either raises is the error. With threads, each request has one of its own.
    """
    def confirm(key, value):
        store(key, value)
        return {}

    tell({"ready": True})
    for line in sys.stdin:
        command, *words = line.split()
        if command == "get":
            requests = [(get, (key,)) for key in words]
        elif command == "set" and store is not None:
            requests = [(confirm, words)]
        else:
            sys.exit(f"no such command: {command}")
        if threads:
            _in_threads(requests)
        else:
            for function, arguments in requests:
                _answer(function, arguments)


def tell(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _in_threads(requests):
    running = [threading.Thread(target=_answer, args=request) for request in requests]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def _answer(function, arguments):
    began_s = time.monotonic()
    said = _outcome(function, arguments)
    tell({"pid": os.getpid(), "wait_ms": (time.monotonic() - began_s) * 1000,
          "key": arguments[0], "value": None, "error": None, **said})


def _outcome(function, arguments):
    try:
        found = function(*arguments)
    except Exception as error:  # whatever a client raises is its answer
        return {"error": f"{type(error).__name__}: {error}"}
    if isinstance(found, dict):
        return found
    return {"value": found.decode() if isinstance(found, bytes) else found}
