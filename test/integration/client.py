# SPDX-License-Identifier: MIT
"""The tests' side of the talk with a client program, which is in test/clients.

Commands go to its stdin, one a line; for each request comes one answer, a line of
JSON on stdout. It says {"ready": true} first: what its own start costs is no request.

    get KEY...        each in a thread and a client (connection) of its own
    hold NODE COUNT   opens COUNT connections, each in a thread, and asks once on each
    ask KEY           asks on all connections that are held, at once
    noreply KEY       stores something on each held connection, unconfirmed
    exec PROGRAM...   becomes another program
    spawn PROGRAM...  runs one, from a vfork child that closes everything
    hush              closes stderr

The answer: {"pid", "wait_ms", "node", "key", "value", "error"}. Both of the last null
is a miss; an error is the name of an errno where there is one.
"""

import json
import queue
import signal
import subprocess
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass

# Longer than any client's own timeout (libmemcached: 4 s + 5 s), so that without the
# shim a test says how long a request took, and not only that it was long.
PATIENCE_S = 12.0
START_S = 30.0
EXIT_S = 10.0


class NoAnswer(Exception):
    """The client has not answered in time."""


@dataclass(frozen=True)
class Answer:
    pid: int
    wait_ms: float
    key: str
    value: str
    error: str
    node: str = None


class Client:
    def __init__(self, command, environment, stderr=None):
        self._errors = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [str(word) for word in command], env=environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._errors if stderr is None else stderr, text=True)
        self.expected_status = 0
        self._lines = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self.read_json(START_S) == {"ready": True}

    def get(self, *keys):
        """The answers, in the order in which they came; of a single key, its answer."""
        self.say("get", *keys)
        answers = self.read(len(keys))
        return answers if len(keys) > 1 else answers[0]

    def hold(self, node, count):
        self.say("hold", node.endpoint, count)
        return self.read(count)

    def say(self, *words):
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()

    def read(self, count):
        return [Answer(**self.read_json()) for _ in range(count)]

    def read_json(self, wait_s=PATIENCE_S):
        try:
            line = self._lines.get(timeout=wait_s)
        except queue.Empty:
            raise NoAnswer(f"not within {wait_s} s. {self.stderr()}") from None
        assert line, f"the client ended: {self.stderr()}"
        return json.loads(line)

    def stderr(self):
        self._errors.seek(0)
        return self._errors.read()

    def kill(self):
        self._process.kill()
        self.expected_status = -signal.SIGKILL

    @contextmanager
    def stopped(self):
        self._process.send_signal(signal.SIGSTOP)
        yield
        self._process.send_signal(signal.SIGCONT)

    def end(self):
        """Ends it, and returns its exit status; requests that still wait are cut short."""
        self._process.stdin.close()
        try:
            return self._process.wait(EXIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _listen(self):
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")
