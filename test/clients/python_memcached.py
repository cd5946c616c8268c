# SPDX-License-Identifier: MIT
"""A service as OpenStack's are: for every request a thread, in it a new python-memcached.

    python_memcached.py [--eventlet | --gevent] [--shared] [--as-returned] NODE...

With --eventlet or --gevent the threads are green. With --shared all requests are made in
one thread, by one client. With --as-returned the errors that python-memcached keeps to
itself are not told: a dead node is a miss.
"""

import sys

if "--eventlet" in sys.argv:
    import eventlet
    eventlet.monkey_patch()
elif "--gevent" in sys.argv:
    import gevent.monkey
    gevent.monkey.patch_all()

import errno
import re

import memcache

from talk import serve

OPTIONS = [word for word in sys.argv[1:] if word.startswith("--")]
NODES = [word for word in sys.argv[1:] if word not in OPTIONS]
SHARED = memcache.Client(NODES) if "--shared" in OPTIONS else None


def error_named_in(complaint):
    """What python-memcached keeps to itself: why it called a node dead."""
    number = re.search(r"\[Errno (\d+)\]", complaint)
    return errno.errorcode[int(number[1])] if number else complaint


def get(key):
    complaints = []
    client = SHARED or memcache.Client(NODES)
    for host in client.servers:
        host.debuglog = complaints.append
    value = client.get(key)
    tells = complaints and "--as-returned" not in OPTIONS
    return {
        "node": NODES[memcache.serverHashFunction(key.encode()) % len(NODES)],
        "value": value.decode() if value is not None else None,
        "error": error_named_in(complaints[0]) if tells else None,
    }


if __name__ == "__main__":
    serve(get, threads=SHARED is None)
