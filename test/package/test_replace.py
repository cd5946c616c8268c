# SPDX-License-Identifier: MIT
"""An upgrade, and then the removal, of the library under a daemon that has it mapped."""

import re
import shutil
import subprocess
import threading

import pytest

from nodes import bring_back
from outage import ask, keys_on, wait_for_answers, waits
from recipes import ROOT, recipes

# The same once more with a higher version, and perhaps another library: another file in the
# same place.
UPGRADE = r"""
cd "$(mktemp -d)"
for package in /srv/packages/*.deb; do
    dpkg-deb --raw-extract "$package" next
    sed -i -E 's/^(Version: .*)$/\1+VERSION/; s/(libmcshim0 \(= [^)]*)/\1+VERSION/' next/DEBIAN/control
    if [ -e /var/tmp/libmcshim.so.0 ] && [ -d next/usr/lib/*/ ]; then
        cp /var/tmp/libmcshim.so.0 next/usr/lib/*/
    fi
    dpkg-deb --build next . >&2
    rm -r next
done
dpkg --install ./*.deb
"""

# Connects as python-memcached does, and says for how long it waited.
CONNECT = """
import socket, sys, time
began_s = time.monotonic()
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=3)
except OSError:
    print(time.monotonic() - began_s)
"""


class Load:
    """Requests, one after the other, while something else happens."""

    def __init__(self):
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.failures = []
        self.answers = 0

    def _run(self):
        while not self._stop.is_set():
            try:
                ask(f"load-{self.answers % 30}")
                self.answers += 1
            except OSError as why:
                self.failures.append(why)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self._stop.set()
        self._thread.join()


def main_pid(machine):
    return machine.run("systemctl show --property=MainPID --value nova-api").stdout.strip()


def mapped(machine, pid):
    """The file that the daemon runs: its path, and "(deleted)" where it is no more."""
    lines = machine.run(f"grep libmcshim /proc/{pid}/maps || :").stdout.splitlines()
    return {" ".join(line.split()[5:]) for line in lines}


@pytest.fixture(scope="module")
def bare_s(api, nodes):
    """What a request waits for a silent node without the shim."""
    wait_for_answers()
    waited_s, = waits(nodes[0], requests=1)
    return waited_s


@pytest.fixture(scope="module")
def daemon(bare_s, api):
    api.run(recipes("systemd")["Install"])
    wait_for_answers()
    return main_pid(api)


@pytest.fixture(scope="module")
def upgraded(daemon, api):
    with Load() as load:
        before = load.answers
        api.run(UPGRADE.replace("VERSION", "next"))
        assert load.answers > before
    assert not load.failures
    return daemon


def anchor(machine):
    return machine.run("ls -l /dev/shm/mcshim*").stdout


def test_an_upgrade_leaves_the_daemon_protected(upgraded, api, nodes, bare_s):
    assert {path.rpartition(" ")[2] for path in mapped(api, upgraded)} == {"(deleted)"}
    assert max(waits(nodes[0], requests=5)) < bare_s / 2
    assert main_pid(api) == upgraded


def test_old_and_new_share_a_table(upgraded, api, nodes, bare_s):
    before = anchor(api)
    done = api.run("runuser -u nova -- shim-stat")
    assert nodes[0].endpoint in done.stdout
    api.run("systemctl restart nova-api")
    wait_for_answers()
    path, = mapped(api, main_pid(api))
    assert path.endswith("/libmcshim.so.0")
    assert anchor(api) == before
    assert max(waits(nodes[1], requests=5)) < bare_s / 2


@pytest.fixture(scope="module")
def other_layout(tmp_path_factory):
    """The library, but with a table of another layout."""
    build = tmp_path_factory.mktemp("build")
    source = build / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns("build*", ".git"))
    header = source / "common" / "table.h"
    text, changes = re.subn(r"TABLE_(VERSION|NODES) = (\d+)",
                            lambda match: f"TABLE_{match[1]} = {2 * int(match[2])}",
                            header.read_text())
    assert changes == 2
    header.write_text(text)
    subprocess.run(("meson", "setup", "-Dtests=false", "-Dman=disabled", build, source),
                   stdout=subprocess.DEVNULL, check=True)
    library = "shim/preload/libmcshim.so.0"
    subprocess.run(("ninja", "-C", build, library), stdout=subprocess.DEVNULL, check=True)
    return build / library


def test_two_layouts_side_by_side(upgraded, api, nodes, bare_s, other_layout):
    """The daemon still has the old one; what is started now has the new one. Neither reads the
    other's table, and both know what to do."""
    api.copy(other_layout, "/var/tmp/libmcshim.so.0")
    api.run(UPGRADE.replace("VERSION", "other"))
    keys = keys_on(nodes[0], 5)
    nodes[0].silence()
    try:
        new_s = float(api.run(f"runuser -u nova -- shim-run python3 -c '{CONNECT}'"
                              f" {nodes[0].address} {nodes[0].port}").stdout)
        old_s = max(map(ask, keys))
    finally:
        bring_back(nodes[0])
    assert max(new_s, old_s) < bare_s / 2
    assert len(anchor(api).splitlines()) == 2


def test_a_removal_leaves_the_daemon_protected_until_it_restarts(upgraded, api, nodes, bare_s):
    daemon = main_pid(api)
    with Load() as load:
        api.run("dpkg --remove mcshim libmcshim0")
    assert not load.failures and load.answers
    assert max(waits(nodes[2], requests=5)) < bare_s / 2
    assert main_pid(api) == daemon

    api.run("systemctl restart nova-api")  # with the drop-in still there
    wait_for_answers()
    assert not mapped(api, main_pid(api))
    waited_s, = waits(nodes[0], requests=1)
    assert waited_s > bare_s / 2
    assert "libmcshim.so" in api.run("journalctl --no-pager --unit nova-api").stdout
