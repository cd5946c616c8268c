# SPDX-License-Identifier: MIT
"""When did the machine itself stand still? What waited then did not wait for a node that fails.

On each processor somebody asks a node to which nothing ever happens, without the shim: as
long as an answer is late there, the processors, the lab's wires or memcached were.
"""

import os
import subprocess
import sys
import threading

PAUSE_S = 0.005
LATE_S = 0.03

WITNESS = f"""
import os, socket, sys, time
os.sched_setaffinity(0, {{int(sys.argv[1])}})
connection = socket.create_connection((sys.argv[2], int(sys.argv[3])))
last = time.monotonic()
while True:
    time.sleep({PAUSE_S})
    connection.sendall(b"version\\r\\n")
    connection.recv(100)
    now = time.monotonic()
    if now - last > {LATE_S}:
        print(last, now, flush=True)
    last = now
"""


class Stillness:
    def __init__(self, node):
        self._pauses = []
        self._witnesses = [
            subprocess.Popen((sys.executable, "-c", WITNESS, str(cpu), node.address,
                              str(node.port)),
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
            for cpu in sorted(os.sched_getaffinity(0))]
        for witness in self._witnesses:
            threading.Thread(target=self._listen, args=(witness,), daemon=True).start()

    def between_ms(self, began_s, ended_s):
        """How long in all; processors that stood still at the same time count each."""
        return sum(max(0, min(ended_s, until_s) - max(began_s, since_s)) * 1000
                   for since_s, until_s in list(self._pauses))

    def longest_ms(self):
        return max((until_s - since_s for since_s, until_s in list(self._pauses)),
                   default=0) * 1000

    def end(self):
        for witness in self._witnesses:
            witness.kill()
            witness.wait()

    def _listen(self, witness):
        for line in witness.stdout:
            self._pauses.append(tuple(map(float, line.split())))
