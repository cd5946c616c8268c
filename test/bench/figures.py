# SPDX-License-Identifier: MIT
"""What was measured, as data: a figure is a median with its spread, the middle half."""

from statistics import median, quantiles


def figure(what, samples, unit, at_most=None, at_least=None, **raw):
    """A row: `raw` is what it was computed from. Without a limit it has no goal."""
    low, high = spread(samples)
    return {"what": what, "unit": unit, "median": median(samples), "low": low, "high": high,
            "at_most": at_most, "at_least": at_least, "samples": list(samples), **raw}


def ratio(what, pairs, unit, at_most=None, at_least=None):
    """shim / bare, each of the pairs (bare, shim) by itself."""
    return figure(what, [shim / bare for bare, shim in pairs], "ratio", at_most, at_least,
                  base_unit=unit, bare=[bare for bare, _ in pairs],
                  shim=[shim for _, shim in pairs])


def spread(samples):
    if len(samples) < 2:
        return samples[0], samples[0]
    low, _, high = quantiles(samples, n=4, method="inclusive")
    return low, high


def is_met(row):
    """None: there is no goal."""
    if row["at_most"] is not None:
        return row["median"] <= row["at_most"]
    if row["at_least"] is not None:
        return row["median"] >= row["at_least"]
    return None
