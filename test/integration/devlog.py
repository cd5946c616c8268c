# SPDX-License-Identifier: MIT
"""A syslog of the tests' own, at /dev/log in the lab's mount namespace."""

import os
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
FOLDERS = ("pts", "shm")


@contextmanager
def covered(folder):
    """Yields a socket that receives what is logged. /dev belongs to the machine: here it
    is covered by a folder with the same devices and a log."""
    _cover_dev(folder)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
            log.bind("/dev/log")
            log.setblocking(False)
            yield log
    finally:
        _run("umount", "--recursive", "--lazy", "/dev")


def read(log):
    lines = []
    while True:
        try:
            lines.append(log.recv(4096).decode())
        except BlockingIOError:
            return lines


def _cover_dev(folder):
    _run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", folder)
    for name in DEVICES:
        Path(folder, name).touch()
        _run("mount", "--bind", f"/dev/{name}", f"{folder}/{name}")
    for name in FOLDERS:
        os.mkdir(Path(folder, name))
        _run("mount", "--rbind", f"/dev/{name}", f"{folder}/{name}")
    os.symlink("pts/ptmx", Path(folder, "ptmx"))
    os.symlink("/proc/self/fd", Path(folder, "fd"))
    _run("mount", "--rbind", folder, "/dev")
    _run("umount", "--recursive", "--lazy", folder)


def _run(*command):
    subprocess.run(tuple(map(str, command)), check=True)
