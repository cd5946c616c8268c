# SPDX-License-Identifier: MIT
"""Asks a node, and once more when told to: then it receives by recvmmsg(2), as few clients do."""

import ctypes
import errno
import socket
import sys
import time

QUESTION = b"version\r\n"
MESSAGES = 2
MSG_WAITFORONE = 0x10000


class Message(ctypes.Structure):
    """A struct mmsghdr of 64-bit machines."""
    _fields_ = [("name", ctypes.c_void_p), ("name_length", ctypes.c_uint32),
                ("parts", ctypes.c_void_p), ("part_count", ctypes.c_size_t),
                ("control", ctypes.c_void_p), ("control_length", ctypes.c_size_t),
                ("flags", ctypes.c_int), ("length", ctypes.c_uint32)]


def receive_messages(connection):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(64)
    part = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), len(buffer))
    messages = (Message * MESSAGES)()
    for message in messages:
        message.parts, message.part_count = ctypes.addressof(part), 1
    count = libc.recvmmsg(connection.fileno(), messages, MESSAGES, MSG_WAITFORONE, None)
    if count < 0:
        raise OSError(ctypes.get_errno(), "recvmmsg")
    return messages[0].length


def main():
    address, port = sys.argv[1].split(":")
    connection = socket.create_connection((address, int(port)))
    connection.sendall(QUESTION)
    assert connection.recv(64)
    print("ready", flush=True)
    sys.stdin.readline()
    connection.sendall(QUESTION)
    began_s = time.monotonic()
    try:
        print(receive_messages(connection), "bytes")
    except OSError as error:
        print(errno.errorcode[error.errno], time.monotonic() - began_s)


main()
