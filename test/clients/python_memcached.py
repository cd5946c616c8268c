# SPDX-License-Identifier: MIT
"""A service as OpenStack's are: for every request a thread, in it a new python-memcached.

    python_memcached.py [--eventlet] NODE...

With --eventlet the threads are green. The commands and answers are those of
test/integration/client.py.
"""

import sys

if "--eventlet" in sys.argv:
    import eventlet
    eventlet.monkey_patch()

import errno
import json
import os
import re
import threading
import time

import memcache


def error_named_in(complaint):
    """What python-memcached keeps to itself: why it called a node dead."""
    number = re.search(r"\[Errno (\d+)\]", complaint)
    return errno.errorcode[int(number[1])] if number else complaint


def get(nodes, key):
    complaints = []
    began_s = time.monotonic()
    client = memcache.Client(nodes)
    for host in client.servers:
        host.debuglog = complaints.append
    value = client.get(key)
    return {
        "pid": os.getpid(),
        "wait_ms": (time.monotonic() - began_s) * 1000,
        "node": nodes[memcache.serverHashFunction(key.encode()) % len(nodes)],
        "key": key,
        "value": value.decode() if value is not None else None,
        "error": error_named_in(complaints[0]) if complaints else None,
    }


def tell(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main():
    nodes = [argument for argument in sys.argv[1:] if argument != "--eventlet"]
    tell({"ready": True})
    for line in sys.stdin:
        command, *keys = line.split()
        if command != "get":
            sys.exit(f"no such command: {command}")
        requests = [threading.Thread(target=lambda key=key: tell(get(nodes, key)))
                    for key in keys]
        for request in requests:
            request.start()
        for request in requests:
            request.join()


if __name__ == "__main__":
    main()
