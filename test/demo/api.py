# SPDX-License-Identifier: MIT
"""The API daemon of the demo, started and stopped."""

import http.client
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

DAEMON = Path(__file__).with_name("daemon.py")
PORT = 8774
START_WAIT_S = 10
POLL_S = 0.05


class ApiError(Exception):
    """The daemon does not do its work; the text says where to look."""


@contextmanager
def running(wrapper, nodes, journal):
    """The daemon as it is, or under `wrapper`, a command that ends in "--"; its stderr
    goes to the file `journal`."""
    endpoints = [node.endpoint for node in nodes]
    daemon = subprocess.Popen((*wrapper, sys.executable, DAEMON, str(PORT), *endpoints),
                              stdin=subprocess.DEVNULL, stderr=journal)
    try:
        deadline_s = time.monotonic() + START_WAIT_S
        while not _is_listening():
            if daemon.poll() is not None or time.monotonic() > deadline_s:
                journal.seek(0)
                raise ApiError(f"the API daemon does not start:\n{journal.read()}")
            time.sleep(POLL_S)
        yield
    finally:
        daemon.kill()
        daemon.wait()


def get(path, patience_s):
    """Whether the API had an answer, fast or slow."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=patience_s)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _is_listening():
    return get("/", START_WAIT_S)
