# SPDX-License-Identifier: MIT
"""Installs what the clients are made of, and tells which versions those are."""

import json
import os
import shutil
import subprocess
import sys

from clients import MADE, PROGRAMS

GO = {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "CGO_ENABLED": "0"}

COMMANDS = {"nodejs": "node", "npm": "npm"}


class PackageError(Exception):
    """Something could not be installed; the text says what to do."""


def install(clients):
    _apt(sorted({package for client in clients
                 for package in (*client.packages, *client.needs)}))
    MADE.mkdir(parents=True, exist_ok=True)
    if any(client.npm for client in clients):
        _npm()
    if any("golang-go" in client.packages for client in clients):
        _run(("go", "build", "-o", MADE / "gomemcache", PROGRAMS / "gomemcache.go"),
               {**os.environ, **GO, "GOCACHE": str(MADE / "go-cache")})


def versions(client):
    """{package: version} of what the client is made of."""
    found = {package: _asked("dpkg-query", "--show", "--showformat", "${Version}", package)
             for package in client.packages}
    if client.npm:
        manifest = MADE / "node_modules" / client.npm / "package.json"
        found[f"{client.npm} (npm)"] = json.loads(manifest.read_text())["version"]
    return found


def _apt(packages):
    missing = [package for package in packages if not _is_there(package)]
    if not missing:
        return
    print(f"clients: installing {' '.join(missing)}", file=sys.stderr)
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    apt = (*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o",
           "DPkg::Lock::Timeout=300")
    wanted = (*apt, "install", "-y", "--no-install-recommends", *missing)
    try:
        _run(wanted)
    except PackageError:  # the lists of packages may be missing, or old
        _run((*apt, "update"))
        _run(wanted)


def _is_there(package):
    """Node.js and npm need not be Debian's."""
    if package in COMMANDS:
        return shutil.which(COMMANDS[package]) is not None
    return _asked("dpkg-query", "--show", "--showformat", "${db:Status-Status}",
                  package) == "installed"


def _npm():
    for name in ("package.json", "package-lock.json"):
        (MADE / name).write_bytes((PROGRAMS / "npm" / name).read_bytes())
    _run(("npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefix", MADE))


def _run(words, environment=None):
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=environment, check=False)
    if done.returncode != 0:
        raise PackageError(f"{' '.join(map(str, words))} failed:\n{done.stdout[-2000:]}")


def _asked(*words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          check=False).stdout.strip()
