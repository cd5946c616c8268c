# SPDX-License-Identifier: MIT
"""What is going on: one live line on a terminal, plain lines in a file."""

import sys

ERASE_LINE = "\r\033[K"


class Progress:
    def __init__(self, stream=sys.stderr):
        self._stream = stream
        self._live = stream.isatty()

    def say(self, text):
        """A line that stays."""
        self._write((ERASE_LINE if self._live else "") + text + "\n")

    def show(self, text):
        """A line that the next one replaces."""
        if self._live:
            self._write(ERASE_LINE + text)

    def clear(self):
        self.show("")

    def _write(self, text):
        self._stream.write(text)
        self._stream.flush()
