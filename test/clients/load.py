# SPDX-License-Identifier: MIT
"""Traffic that gets no replies, or none for long, as some programs make it.

    load.py noreply|quiet|watch|idle SECONDS NODE

    noreply   pymemcache stores without wanting to know how it ended
    quiet     binary SETQ, which is answered only if it fails
    watch     the stream of a node's log, of which nothing comes for long
    idle      pooled connections that are open and not used

Prints a line of JSON when its connections are there, and ends after SECONDS.
"""

import json
import socket
import struct
import sys
import time

from pymemcache.client.base import Client, PooledClient

PAUSE_S = 0.001
CONNECTIONS = 5
# magic, SETQ, key length, extras length, type, bucket, body length, opaque, cas, flags, expiry
SETQ = struct.pack("!BBHBBHIIQII4s1s", 0x80, 0x11, 4, 8, 0, 0, 13, 0, 0, 0, 0, b"quie", b"t")


def noreply(node):
    client = Client(node)
    client.get("key-0")
    return lambda: client.set("unread", "x", noreply=True)


def quiet(node):
    connection = connect(node)
    return lambda: connection.sendall(SETQ)


def watch(node):
    connection = connect(node)
    connection.sendall(b"watch evictions\n")
    connection.recv(100)
    connection.settimeout(PAUSE_S * 100)

    def listen():
        try:
            connection.recv(100)
        except TimeoutError:
            pass
    return listen


def idle(node):
    client = PooledClient(node, max_pool_size=CONNECTIONS)
    held = [client.client_pool.get() for _ in range(CONNECTIONS)]
    for one in held:
        one.get("key-0")
        client.client_pool.release(one)
    return lambda: None


def connect(node):
    address, _, port = node.rpartition(":")
    return socket.create_connection((address, int(port)))


def main():
    step = {"noreply": noreply, "quiet": quiet, "watch": watch, "idle": idle}[sys.argv[1]](
        sys.argv[3])
    print(json.dumps({"ready": True}), flush=True)
    sys.stdin.readline()
    ends_s = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < ends_s:
        step()
        time.sleep(PAUSE_S)


if __name__ == "__main__":
    main()
