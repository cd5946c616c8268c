# SPDX-License-Identifier: MIT
"""An API as OpenStack's are: a thread for every request, a memcached client in each.

Nothing in here knows of mcshim.
"""

import hashlib
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import memcache

DATABASE_S = 0.005
LIFETIME_S = 60


def look_up(key, nodes):
    """From the cache, or from what stands for a database: a dead cache is no error."""
    cache = memcache.Client(nodes)
    value = cache.get(key)
    if value is not None:
        return value, "cache"
    time.sleep(DATABASE_S)
    value = hashlib.sha256(key.encode()).hexdigest()
    cache.set(key, value, time=LIFETIME_S)
    return value, "database"


class Request(BaseHTTPRequestHandler):
    def do_GET(self):
        value, source = look_up(self.path.strip("/") or "index", self.server.nodes)
        body = json.dumps({"value": value, "source": source}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *ignored):
        pass


class Api(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, address, nodes):
        super().__init__(address, Request)
        self.nodes = nodes


def main():
    if len(sys.argv) < 3 or sys.argv[1] in ("-h", "--help"):
        wanted = len(sys.argv) > 1 and sys.argv[1] in ("-h", "--help")
        print(f"Usage: {sys.argv[0]} PORT NODE...\n\nGET /KEY is cached in the memcached"
              " at NODE (address:port).", file=sys.stdout if wanted else sys.stderr)
        sys.exit(0 if wanted else 2)
    Api(("127.0.0.1", int(sys.argv[1])), sys.argv[2:]).serve_forever()


if __name__ == "__main__":
    main()
