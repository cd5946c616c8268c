# SPDX-License-Identifier: MIT
"""The cache of keystonemiddleware's auth_token, as the middleware makes it.

    keystone_tokens.py [--own-pool] NODE...

Without --own-pool it is the "advanced" one, oslo.cache's pool. Tokens are kept for longer than that
bans a node, or else there would be none to be found afterwards.
"""

import sys

from keystonemiddleware import auth_token

from talk import serve

OWN = "--own-pool" in sys.argv
NODES = [word for word in sys.argv[1:] if word != "--own-pool"]
KEPT_S = 3600


def store(token, data):
    cache.set(token, data)


middleware = auth_token.AuthProtocol(None, {
    "memcached_servers": ",".join(NODES), "memcache_use_advanced_pool": str(not OWN),
    "token_cache_time": str(KEPT_S),
    "auth_type": "none", "www_authenticate_uri": "http://127.0.0.1:1"})
cache = middleware._token_cache
cache.initialize({})
serve(cache.get, store)
