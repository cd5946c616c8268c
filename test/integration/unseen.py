# SPDX-License-Identifier: MIT
"""Asks a node twice. Reads the first reply by a bare system call, which no hook sees."""

import ctypes
import platform
import socket
import sys
import time

SYS_READ = {"x86_64": 0, "aarch64": 63}
QUESTION = b"version\r\n"
# Over the stall limit: the keeper sees a reply that nobody has read, and excuses the wait.
LEISURE_S = 0.4


def read_unseen(connection):
    libc = ctypes.CDLL(None, use_errno=True)
    number = SYS_READ[platform.machine()]
    buffer = ctypes.create_string_buffer(64)
    return libc.syscall(number, connection.fileno(), buffer, ctypes.c_size_t(64))


def main():
    address, port = sys.argv[1].split(":")
    connection = socket.create_connection((address, int(port)))
    connection.sendall(QUESTION)
    time.sleep(LEISURE_S)
    assert read_unseen(connection) > 0
    print("read", flush=True)
    sys.stdin.readline()
    connection.sendall(QUESTION)
    began_s = time.monotonic()
    try:
        print(connection.recv(64))
    except ConnectionResetError:
        print("reset", time.monotonic() - began_s)


main()
