# SPDX-License-Identifier: MIT
"""Somebody else with a connection that works, who must not notice what newcomers suffer."""

import threading
from contextlib import contextmanager

PAUSE_S = 0.02
# A thread of ours that waited for a processor is no wait of the companion: as elsewhere.
UNDISTURBED_MS = 20


class Companion:
    """Asks for one key all the time, through a conversation of its own."""

    def __init__(self, conversation, key):
        self._conversation = conversation
        self._key = key
        self._answers = []
        self._healthy_ms = max(self._ask().wait_ms for _ in range(10))

    def told(self):
        """What went wrong, as sentences."""
        lost = [answer for answer in self._answers if answer.value is None]
        if lost:
            yield f"another's connection that worked failed: {lost[0].error or 'miss'}"
        worst_ms = max((answer.wait_ms for answer in self._answers), default=0)
        if worst_ms > self._healthy_ms + UNDISTURBED_MS:
            yield f"another's connection that worked waited {worst_ms:.0f} ms"

    @contextmanager
    def asking(self):
        is_over = threading.Event()
        thread = threading.Thread(target=self._ask_until, args=(is_over,))
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def end(self):
        self._conversation.end()

    def _ask_until(self, is_over):
        while not is_over.wait(PAUSE_S) and not self._conversation.is_stuck():
            self._answers.append(self._ask())

    def _ask(self):
        return self._conversation.get(self._key)
