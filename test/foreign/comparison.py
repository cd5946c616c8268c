# SPDX-License-Identifier: MIT
"""What the runs of a suite said, with the shim and without, test by test."""

GOOD = ("ok", "passed", "skipped", "skip", "todo", "expectedfailure")


class Comparison:
    def __init__(self, bare, shimmed):
        """Each a list of runs: {test: outcome}."""
        self._bare = bare
        self._shimmed = shimmed
        self.tests = sorted({test for run in (*bare, *shimmed) for test in run})

    def failing(self):
        """Those that do not end well in any run without the shim."""
        return [test for test in self.tests if all(not is_good(said) for said in self.bare(test))]

    def flaky(self):
        """Those that do not always end alike without the shim."""
        return [test for test in self.tests if len(set(self.bare(test))) > 1]

    def different(self):
        """Those that end with the shim as they never do without it."""
        return [test for test in self.tests
                if not set(self.shimmed(test)) <= set(self.bare(test))]

    def bare(self, test):
        return [run.get(test, "absent") for run in self._bare]

    def shimmed(self, test):
        return [run.get(test, "absent") for run in self._shimmed]


def is_good(outcome):
    return outcome in GOOD
