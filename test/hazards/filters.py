# SPDX-License-Identifier: MIT
"""The names of filter.c's filters, by what is forbidden to the shim there."""

DESCRIPTORS_SHARED = ("docker", "old-docker", "no-such-call", "systemd", "kill", "kill-thread",
                      "trap")
TABLE_PRIVATE = ("no-shared-memory", "no-shared-memory-eperm")
STYLES = (*DESCRIPTORS_SHARED, *TABLE_PRIVATE)
