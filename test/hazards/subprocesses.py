# SPDX-License-Identifier: MIT
"""CPython's subprocess closes all descriptors between vfork (or fork) and exec: the parent's
connection stays what it is. Argument: a node. Its last line is about the dead node."""

import errno
import os
import socket
import subprocess
import sys

LIMIT_S = 1.0
WAYS = ({"close_fds": True}, {"close_fds": False}, {"close_fds": True, "start_new_session": True},
        {"close_fds": True, "preexec_fn": os.getpid})


def ask(connection):
    try:
        connection.sendall(b"get key-0\r\n")
        return connection.recv(4096)
    except TimeoutError:
        return "EAGAIN"
    except OSError as error:
        return errno.errorcode[error.errno]


address, port = sys.argv[1].split(":")
connection = socket.create_connection((address, int(port)), LIMIT_S)
print("before:", ask(connection))
for way in WAYS:
    listing = subprocess.run(("ls", "/proc/self/fd"), stdout=subprocess.PIPE, text=True,
                             check=False, **way)
    print(sorted(way), listing.returncode, listing.stdout.split())
    print("after:", ask(connection))
print("@hang", flush=True)
sys.stdin.readline()
print("dead:", ask(connection))
