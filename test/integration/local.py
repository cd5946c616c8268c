# SPDX-License-Identifier: MIT
"""A memcached on the controller itself, for addresses that the lab's wires do not have."""

import signal
import subprocess


class LocalMemcached:
    def __init__(self, *arguments):
        self._process = subprocess.Popen(("memcached", "-u", "root", "-m", "16", *arguments))

    def hang(self):
        self._process.send_signal(signal.SIGSTOP)

    def resume(self):
        self._process.send_signal(signal.SIGCONT)

    def end(self):
        self._process.kill()
        self._process.wait()
