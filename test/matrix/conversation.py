# SPDX-License-Identifier: MIT
"""One request after the other, with a client that may not come back from one."""

from client import Answer, Client, NoAnswer

PATIENCE_S = 10.0
# The first time that it is asked, a program may have to load half of itself.
WARM_UP_S = 40.0


class Conversation:
    """A client that is concurrent goes on with other requests while one is not answered."""

    def __init__(self, words, environment, concurrent=False):
        self._client = Client(words, environment)
        self._concurrent = concurrent
        self._stuck = False

    def get(self, key):
        return self._request(key, PATIENCE_S, "get", key)

    def warm_up(self, key):
        return self._request(key, WARM_UP_S, "get", key)

    def set(self, key, value):
        return self._request(key, WARM_UP_S, "set", key, value)

    def is_stuck(self):
        """The last request was not answered in time."""
        return self._stuck

    def recover(self, wait_s):
        """Waits for the late answer; whether it came."""
        try:
            self._client.read_json(wait_s)
            self._stuck = False
        except NoAnswer:
            pass
        return not self._stuck

    def end(self):
        self._client.end()

    def _request(self, key, patience_s, *words):
        self._client.say(*words)
        try:
            return Answer(**self._read(key, patience_s))
        except NoAnswer:
            self._stuck = not self._concurrent
            return Answer(0, patience_s * 1000, key, None, f"no answer within {patience_s:.0f} s")

    def _read(self, key, patience_s):
        """Answers to requests that were given up may come in between."""
        while True:
            told = self._client.read_json(patience_s)
            if told["key"] == key:
                return told
