# SPDX-License-Identifier: MIT
"""Where and with what it was measured."""

import os
import platform
import re
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from runs import ROOT

PACKAGES = ("libc6", "memcached", "libmemcached11", "python3-memcache", "python3-oslo.cache",
            "python3-pymemcache", "python3-pylibmc", "nutcracker", "haproxy", "gcc", "valgrind")


def describe():
    return {"date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            "processor": processor(), "cores": os.cpu_count(), "memory_gib": memory_gib(),
            "kernel": platform.release(), "system": system(), "mcshim": revision(),
            "versions": {package: version(package) for package in PACKAGES},
            "load": os.getloadavg()[0]}


def processor():
    text = Path("/proc/cpuinfo").read_text()
    found = re.search(r"^model name\s*: (.*)$", text, re.M)
    hosted = ", virtual" if re.search(r"^flags.*\bhypervisor\b", text, re.M) else ""
    return (found[1] if found else platform.machine()) + hosted


def memory_gib():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def system():
    return platform.freedesktop_os_release()["PRETTY_NAME"]


def revision():
    """What is measured; docs/ is what this writes itself."""
    commit = said("git", "-C", ROOT, "rev-parse", "--short", "HEAD")
    changes = said("git", "-C", ROOT, "status", "--porcelain", "--", ".", ":!docs")
    return f"{commit}, changed" if changes else commit


def version(package):
    return said("dpkg-query", "--show", "--showformat", "${Version}", package)


def said(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          check=False)
    return done.stdout.strip() or None
