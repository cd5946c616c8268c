# SPDX-License-Identifier: MIT
"""A slow way to a memcached: what it says comes later, or byte by byte."""

import asyncio
import random
import threading
import time
from contextlib import suppress

from netns import inside

CHUNK = 16384
VERSION = b"version\r\n"


class Proxy:
    """Listens on a host of the lab, and asks the memcached at another port of it."""

    def __init__(self, host_name, address, port, upstream_port):
        self._where = (host_name, address, port, upstream_port)
        self._delay_s = 0
        self._jitter_s = 0
        self._bytes_s = None
        self._version_too = True
        self._open = set()  # the loop itself forgets a task that waits, and with it the connection
        self._is_listening = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        self._is_listening.wait()

    def set(self, delay_s=0, jitter_s=0, bytes_s=None, version_too=True):
        """Each reply, not each byte of it, is so late, and at random so much later; a reply has
        so many bytes a second. Connections on which the version is asked first may be spared."""
        self._delay_s = delay_s
        self._jitter_s = jitter_s
        self._bytes_s = bytes_s
        self._version_too = version_too

    def _run(self):
        with inside(self._where[0]):
            asyncio.run(self._serve())

    async def _serve(self):
        _, address, port, _ = self._where
        server = await asyncio.start_server(self._accept, address, port)
        self._is_listening.set()
        await server.serve_forever()

    async def _accept(self, reader, writer):
        task = asyncio.current_task()
        self._open.add(task)
        try:
            await self._pass_on(reader, writer)
        finally:
            self._open.discard(task)

    async def _pass_on(self, reader, writer):
        _, address, _, upstream_port = self._where
        there_reader, there_writer = await asyncio.open_connection(address, upstream_port)
        with suppress(OSError):
            first = await reader.read(CHUNK)
            there_writer.write(first)
            spared = first == VERSION and not self._version_too
            forth = asyncio.create_task(self._forth(reader, there_writer))
            await self._back(there_reader, writer, spared)
            await forth

    async def _forth(self, reader, writer):
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                writer.write(data)
        writer.close()

    async def _back(self, reader, writer, spared):
        """A queue: what comes next does not wait until what came has gone."""
        queue = asyncio.Queue()
        sending = asyncio.create_task(self._send(queue, writer))
        data = b" "
        while data:
            data = await reader.read(CHUNK)
            late_s = 0 if spared else self._delay_s + random.uniform(0, self._jitter_s)
            queue.put_nowait((time.monotonic() + late_s, data))
        await sending

    async def _send(self, queue, writer):
        while True:
            due_s, data = await queue.get()
            await asyncio.sleep(max(0, due_s - time.monotonic()))
            if not data:
                writer.close()
                return
            writer.write(data)
            await writer.drain()
            if self._bytes_s:
                await asyncio.sleep(len(data) / self._bytes_s)
