# SPDX-License-Identifier: MIT
"""A service whose every request is a thread that gets one key from memcached.

    users.py CLIENT NODE...

A line "fill" stores a value for each key. A line "ask COUNT" makes that many requests, eight
at a time, and answers with a line of JSON: [key, seconds waited, "hit", "miss" or the error] of
each. Nothing in here knows of mcshim.
"""

import json
import sys
import threading
import time
from queue import Empty, SimpleQueue

KEYS = [f"key-{number}" for number in range(160)]
AT_A_TIME = 8
POOL = 10

# Only the client that is measured is loaded: each imports its own.


class PythonMemcached:
    """A client for each thread, as the services of OpenStack have it."""

    def __init__(self, nodes):
        from memcache import Client
        self._new_client = lambda: Client(nodes)

    def get(self, key):
        return self._new_client().get(key)

    def set(self, key, value):
        self._new_client().set(key, value)


class MemcachePool:
    """oslo.cache with the backend that OpenStack's manuals recommend."""

    def __init__(self, nodes):
        from oslo_cache import core
        from oslo_config import cfg
        settings = cfg.ConfigOpts()
        core.configure(settings)
        settings([])
        settings.set_override("enabled", True, "cache")
        settings.set_override("backend", "oslo_cache.memcache_pool", "cache")
        settings.set_override("memcache_servers", nodes, "cache")
        self._none = core.NO_VALUE
        self._region = core.configure_cache_region(settings, core.create_region())

    def get(self, key):
        value = self._region.get(key)
        return None if value is self._none else value

    def set(self, key, value):
        self._region.set(key, value)


class HashClient:
    def __init__(self, nodes):
        from pymemcache import serde
        from pymemcache.client.hash import HashClient as Client
        self._client = Client(nodes, use_pooling=True, max_pool_size=POOL, connect_timeout=1,
                              timeout=1, ignore_exc=True, serde=serde.pickle_serde)
        self.get = self._client.get

    def set(self, key, value):
        self._client.set(key, value, noreply=False)


class Pylibmc:
    """Ejection, with a second and not four or five for a connect and a reply."""

    def __init__(self, nodes):
        import pylibmc
        client = pylibmc.Client(nodes, behaviors={
            "remove_failed": 1, "connect_timeout": 1000, "_poll_timeout": 1000})
        self._pool = pylibmc.ClientPool(client, POOL)

    def get(self, key):
        with self._pool.reserve(block=True) as client:
            return client.get(key)

    def set(self, key, value):
        with self._pool.reserve(block=True) as client:
            client.set(key, value)


CLIENTS = {"python-memcached": PythonMemcached, "memcache_pool": MemcachePool,
           "HashClient": HashClient, "pylibmc": Pylibmc}


def request(client, key, answers):
    began_s = time.monotonic()
    try:
        outcome = {None: "miss", key: "hit"}.get(client.get(key), "wrong value")
    except Exception as error:  # whatever a client makes of it is the result
        outcome = type(error).__name__
    answers.append((key, time.monotonic() - began_s, outcome))


def serve_lane(client, wanted, answers):
    while True:
        try:
            key = wanted.get_nowait()
        except Empty:
            return
        thread = threading.Thread(target=request, args=(client, key, answers))
        thread.start()
        thread.join()


def ask(client, keys):
    wanted, answers = SimpleQueue(), []
    for key in keys:
        wanted.put(key)
    lanes = [threading.Thread(target=serve_lane, args=(client, wanted, answers))
             for _ in range(AT_A_TIME)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    return answers


def main():
    client = CLIENTS[sys.argv[1]](sys.argv[2:])
    asked = 0
    for line in sys.stdin:
        command, *count = line.split()
        answers = []
        if command == "fill":
            for key in KEYS:
                client.set(key, key)
        else:
            count = int(count[0])
            answers = ask(client, [KEYS[(asked + i) % len(KEYS)] for i in range(count)])
            asked += count
        print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main()
