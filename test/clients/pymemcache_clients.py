# SPDX-License-Identifier: MIT
"""pymemcache, one client for all requests.

    pymemcache_clients.py [--hash] [--pool] [--timeouts] NODE...

Without --hash there is a Client of the first node alone. Without --timeouts nothing but the
kernel ends a wait, which is how pymemcache comes.
"""

import sys

from pymemcache.client.base import Client, PooledClient
from pymemcache.client.hash import HashClient

from talk import serve

OPTIONS = [word for word in sys.argv[1:] if word.startswith("--")]
NODES = [word for word in sys.argv[1:] if word not in OPTIONS]


def make():
    limits = {"connect_timeout": 2, "timeout": 1} if "--timeouts" in OPTIONS else {}
    if "--hash" in OPTIONS:
        return HashClient(NODES, use_pooling="--pool" in OPTIONS, ignore_exc=True, **limits)
    pooled = "--pool" in OPTIONS
    return (PooledClient if pooled else Client)(NODES[0], **limits)


client = make()
serve(client.get, lambda key, value: client.set(key, value, noreply=False))
