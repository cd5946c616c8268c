# SPDX-License-Identifier: MIT
"""The demo's API for a server of WSGI applications; its nodes are in /etc/nova-api.nodes."""

import sys
from pathlib import Path

sys.path.append("/srv/api")

# pylint: disable=wrong-import-position
from daemon import look_up

NODES = Path("/etc/nova-api.nodes").read_text(encoding="ascii").split()


def application(environ, start_response):
    value, source = look_up(environ["PATH_INFO"].strip("/"), NODES)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{source}: {value}\n".encode()]
