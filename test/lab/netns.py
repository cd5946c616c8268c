# SPDX-License-Identifier: MIT
"""Network namespaces: step into one, and tell the kernel what is to be there."""

import ctypes
import os
import subprocess
from contextlib import contextmanager

CLONE_NEWNET = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)


class LabError(Exception):
    """The lab cannot do what it was asked for; the text says why."""


def require_lab():
    if os.environ.get("LAB_NETNS") != os.readlink("/proc/self/ns/net"):
        raise LabError("this would change the network of the machine itself:"
                       " run it as test/lab/enter COMMAND")


@contextmanager
def inside(name):
    """This thread, the sockets it makes and the programs it starts are in that namespace."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    there = os.open(f"/run/netns/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        _set_namespace(there)
        yield
    finally:
        _set_namespace(home)
        os.close(there)
        os.close(home)


def _set_namespace(descriptor):
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        code = ctypes.get_errno()
        raise OSError(code, "setns: " + os.strerror(code))


def ip(*lines):
    """Runs these lines as `ip` commands, all in one process: a lab is built in no time."""
    _feed(("ip", "-batch", "-"), lines)


def nft(*lines):
    """Loads these rules as one transaction: all of it is in force when this returns."""
    _feed(("nft", "-f", "-"), lines)


def nft_flush(family, table):
    """Deletes the table, whether it exists or not."""
    nft(f"table {family} {table}", f"delete table {family} {table}")


def _feed(command, lines):
    done = subprocess.run(command, input="\n".join(lines) + "\n", text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise LabError(f"{' '.join(command)}: {done.stdout.strip()}\nin: {'; '.join(lines)}")
