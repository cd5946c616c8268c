# SPDX-License-Identifier: MIT
"""The packages, installed on a machine that is nobody's, with a lab around it.

    scripts/package
    test/lab/enter --privileged /usr/bin/python3 -m pytest test/package
"""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "test" / "integration"),
                str(ROOT / "test" / "lab")]

# pylint: disable=wrong-import-position
from lab import Lab
from machine import Machine
from nodes import wait_for_wire

PACKAGES = ROOT / "build" / "packages"
MEMCACHED_PORT = 11211

UNIT = """
[Service]
User=nova
ExecStart=/usr/bin/python3 /srv/api/daemon.py 8774 {nodes}
"""


@pytest.fixture(scope="session")
def nodes():
    with Lab(nodes=3, port=MEMCACHED_PORT) as lab:
        for node in lab.nodes:
            wait_for_wire(node)
        yield lab.nodes


@pytest.fixture(scope="module")
def machine(nodes):
    """Without the packages, but with a user nova and the nodes' names."""
    with Machine({PACKAGES: "/srv/packages", ROOT / "test" / "demo": "/srv/api",
                  ROOT / "test" / "package": "/srv/wsgi"}) as booted:
        booted.run("rm -f /var/lib/man-db/auto-update;"
                   " useradd --system --home-dir /var/lib/nova --create-home nova")
        booted.write("/etc/nova-api.nodes", "\n".join(node.endpoint for node in nodes))
        yield booted


@pytest.fixture(scope="module")
def installed(machine):
    machine.run("apt-get -qq install --yes /srv/packages/*.deb")
    return machine


@pytest.fixture(scope="module")
def api(installed, nodes):
    """The demo's daemon, a service of its own."""
    installed.write("/etc/systemd/system/nova-api.service",
                    UNIT.format(nodes=" ".join(node.endpoint for node in nodes)))
    installed.run("systemctl daemon-reload; systemctl start nova-api")
    return installed
