# SPDX-License-Identifier: MIT
"""memcached over asyncio's streams, as the asyncio clients speak it; none is packaged.

    asyncio_client.py [--uvloop] NODE...

One connection a node, opened when it is first needed and after an error; a second for each
connect and each reply.
"""

import asyncio
import sys
import zlib

if "--uvloop" in sys.argv:
    import uvloop
    uvloop.install()

from talk import serve

NODES = [word for word in sys.argv[1:] if word != "--uvloop"]
TIMEOUT_S = 1.0
connections = {}


async def ask(key):
    node = NODES[zlib.crc32(key.encode()) % len(NODES)]
    if node not in connections:
        host, _, port = node.rpartition(":")
        connections[node] = await asyncio.wait_for(
            asyncio.open_connection(host, int(port)), TIMEOUT_S)
    reader, writer = connections[node]
    try:
        writer.write(f"get {key}\r\n".encode())
        return await asyncio.wait_for(read_value(reader), TIMEOUT_S)
    except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
        writer.close()
        del connections[node]
        raise


async def read_value(reader):
    line = await reader.readuntil(b"\r\n")
    if line == b"END\r\n":
        return None
    data = await reader.readexactly(int(line.split()[3]))
    await reader.readexactly(len(b"\r\nEND\r\n"))
    return data


loop = asyncio.new_event_loop()
serve(lambda key: loop.run_until_complete(ask(key)))
