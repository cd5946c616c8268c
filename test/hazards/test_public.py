# SPDX-License-Identifier: MIT
"""The table is a public place: whatever lies there, and whatever is written into it, a daemon
goes on, protected by a table of its own if need be, and says so once."""

import ctypes
import os
import random
import socket
import threading
import time
from pathlib import Path

import pytest

from client import Client
from promises import RELEASE_MS, STALL_MS
from runner import SEED
from shim import command
from waiting import wait_until

# What lies where the anchor should, and how it is made.
OBSTACLES = {
    "a file": lambda path: path.write_text("precious"),
    "an empty file": lambda path: path.touch(),
    "a folder": lambda path: path.mkdir(),
    "a FIFO": lambda path: os.mkfifo(path),
    "a link to a file": lambda path: link_to_file(path),
    "a link to itself": lambda path: path.symlink_to(path),
    "an anchor of another version": lambda path: path.symlink_to("mcshim77:1:2:3"),
    "an anchor cut short": lambda path: path.symlink_to("mcshim2:4026531839:"),
    "an anchor with too much": lambda path: path.symlink_to("mcshim2:4026531839:1:2:3"),
    "an anchor of another IPC namespace": lambda path: path.symlink_to("mcshim2:1:2:3"),
}
# What /dev/shm may be: how it is made so, and what is said of it.
PLACES = {
    "read-only": ("mount -t tmpfs -o ro none /dev/shm", "Read-only file system"),
    "read-only, its segment gone": (
        "mount -t tmpfs none /dev/shm &&"
        " ln -s mcshim2:$(stat -Lc %i /proc/self/ns/ipc):1:2"
        " /dev/shm/mcshim2-$(id -u)-$(stat -Lc %i /proc/self/ns/net) &&"
        " mount -o remount,ro /dev/shm", "Read-only file system"),
    "full": ("mount -t tmpfs -o nr_inodes=1 none /dev/shm", "No space left on device"),
    "missing": ("mount -t tmpfs none /dev", "No such file or directory"),
    "without segments": ("sysctl -q kernel.shmmni=0", "limits of shared memory"),
    "with small segments": ("sysctl -q kernel.shmmax=4096", "limits of shared memory"),
}
SCRIBBLE_S = 4
WRITE_EVERY_S = 0.0005
WORD_BYTES = 8
HEADER_WORDS = 8
SLOT_WORDS = 24
# common/table.h: the slots lie behind 1,024 processes of 8 words each.
NODES_AT = HEADER_WORDS + 1024 * 8
STATUS_AT, REPLIED_MS_AT = 4, 7
SUSPECT = 1
BUSY_S = 0.5
ERRORS = {None, "ECONNREFUSED", "ECONNRESET", "EPIPE", "EOF"}


def link_to_file(path):
    victim = path.with_suffix(".victim")
    victim.write_text("precious")
    path.symlink_to(victim)


def all_below(folder):
    """What is there, to the last bit that a write or a replacement would change."""
    found = {}
    for path in sorted(folder.iterdir()):
        status = path.lstat()
        content = path.read_text() if path.is_file() else None
        found[path.name] = (status.st_ino, status.st_mode, status.st_mtime_ns, content)
    return found


def assert_protected_alone(client, victim):
    assert {answer.error for answer in client.hold(victim, 1)} == {None}
    victim.hang()
    client.say("ask key-0")
    answer, = client.read(1)
    assert answer.error == "ECONNRESET" and answer.wait_ms <= RELEASE_MS
    return answer.pid


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_is_not_ours_is_left_alone(lab, shim, start, tmp_path, obstacle):
    folder = tmp_path / "public"
    folder.mkdir()
    OBSTACLES[obstacle](folder / "table")
    before = all_below(folder)
    start("blocking").get("key-0")
    pid = assert_protected_alone(start("blocking", TABLE=folder / "table"), lab.nodes[0])
    assert all_below(folder) == before
    warning, = [line for line in shim.journal() if "table" in line]
    assert str(folder / "table") in warning and "a table of its own" in warning
    assert pid in {process["pid"] for process in shim.stat()["elsewhere"]}


@pytest.mark.parametrize("place", PLACES)
def test_no_room_for_a_table(lab, shim, place):
    """And the first connect, which finds that out, does not wait for it."""
    victim = lab.nodes[0]
    prepare, reason = PLACES[place]
    client = Client(["unshare", "--mount", "--ipc", "sh", "-c", f'{prepare} && exec "$@"', "sh",
                     *command("blocking"), victim.endpoint], shim.environment())
    assert client.get("key-0").wait_ms <= STALL_MS / 2
    assert_protected_alone(client, victim)
    assert client.end() == 0 and client.stderr() == ""
    line, = [line for line in shim.journal() if "a table of its own" in line]
    assert reason in line


class Segment:
    """What an anchor leads to, as whoever may write it sees it: words."""

    def __init__(self, anchor):
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.shmat.restype = ctypes.c_void_p
        _, _, segment, _ = os.readlink(anchor).split(":")
        self._address = self._libc.shmat(int(segment), None, 0)
        assert self._address not in (None, ctypes.c_void_p(-1).value)
        size = self._size_of(self._address)
        self.words = (ctypes.c_uint64 * (size // WORD_BYTES)).from_address(self._address)

    @staticmethod
    def _size_of(address):
        for line in open("/proc/self/maps", encoding="ascii"):
            first, last = (int(word, 16) for word in line.split()[0].split("-"))
            if first == address:
                return last - first
        raise AssertionError("the segment is not mapped")

    def detach(self):
        self._libc.shmdt(ctypes.c_void_p(self._address))


class Scribbler(threading.Thread):
    """Whoever may write the table writes anything: anywhere, but mostly beside what stands
    there, so that the names of nodes are still found and all that is said of them is rubbish."""

    def __init__(self, anchor):
        super().__init__(daemon=True)
        self._segment = Segment(anchor)
        self._is_over = threading.Event()

    def run(self):
        chance = random.Random(SEED)
        words = self._segment.words
        used = {at for at, word in enumerate(words) if word}
        beside = [at for at in range(HEADER_WORDS, len(words))
                  if at not in used and any(at - near in used for near in range(SLOT_WORDS))]
        while not self._is_over.wait(WRITE_EVERY_S):
            words[chance.choice(beside)] = chance.choice(
                (0, 1, chance.getrandbits(64), chance.getrandbits(8), 2**64 - 1))
            words[chance.randrange(HEADER_WORDS, len(words))] = chance.getrandbits(64)

    def __enter__(self):
        self.start()

    def __exit__(self, *exception):
        self._is_over.set()
        self.join()
        self._segment.detach()


def ask_for(client, seconds):
    answers = []
    ends_s = time.monotonic() + seconds
    while time.monotonic() < ends_s:
        answers.append(client.get(f"key-{len(answers) % 60}"))
    return answers


def test_random_bytes_while_daemons_run(lab, shim, start, tmp_path):
    """They may make nodes DOWN or UP, and nothing else: no crash, no hang, no wrong value."""
    anchor = tmp_path / "table"
    clients = [start("blocking", TABLE=anchor) for _ in range(3)]
    for client in clients:
        client.get("key-0")
    wait_until(lambda: len(shim.stat("--table", str(anchor))["processes"]) == 3, "no keepers")
    found = [[] for _ in clients]
    askers = [threading.Thread(target=lambda mine, client: mine.extend(ask_for(client, SCRIBBLE_S)),
                               args=(mine, client)) for mine, client in zip(found, clients)]
    with Scribbler(anchor):
        for asker in askers:
            asker.start()
        while any(asker.is_alive() for asker in askers):
            shim.stat("--table", str(anchor))  # crashes no more than they do
    answers = sum(found, [])
    assert {answer.error for answer in answers} <= ERRORS
    assert all(answer.value == answer.node for answer in answers if answer.error is None)
    assert max(answer.wait_ms for answer in answers) <= 3 * RELEASE_MS

    anchor.unlink()
    late = start("blocking", TABLE=anchor)
    assert [late.get(f"key-{number}").error for number in range(6)] == [None] * 6


def keeper_ticks(pid):
    """The processor's time that the keeper has had."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text() == "mcshim\n":
            return sum(map(int, (task / "stat").read_text().split()[13:15]))
    raise AssertionError("no keeper")


def test_a_time_that_is_too_far_away_excuses_nobody(lab, start, tmp_path):
    """Nor keeps it the keeper busy: 2**61 ms, and half of what the clock says, are over when
    they wrap in microseconds."""
    anchor = tmp_path / "table"
    victim = lab.nodes[0]
    client = start("blocking", nodes=[victim.endpoint], TABLE=anchor)
    pid = client.get("key-0").pid
    segment = Segment(anchor)
    slot = next(at for at in range(NODES_AT, len(segment.words), SLOT_WORDS) if segment.words[at])
    victim.hang()
    segment.words[slot + REPLIED_MS_AT] = 2**60 + time.monotonic_ns() // 10**6 * 3 // 4
    client.say("get key-0")
    time.sleep(BUSY_S)
    before = keeper_ticks(pid)
    time.sleep(BUSY_S)
    assert keeper_ticks(pid) - before <= BUSY_S * os.sysconf("SC_CLK_TCK") / 10
    segment.detach()
    assert client.read(1)[0].wait_ms <= STALL_MS


def test_nobody_is_asked_whom_the_settings_do_not_name(lab, shim, start, tmp_path):
    """The key in a slot can be replaced by any address: no check goes there."""
    anchor = tmp_path / "table"
    client = start("blocking", TABLE=anchor, nodes=[lab.nodes[0].endpoint])
    client.get("key-0")
    segment = Segment(anchor)
    slots = range(NODES_AT, len(segment.words), SLOT_WORDS)
    ours, = [at for at in slots if segment.words[at]]
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger.settimeout(2 * BUSY_S)
        shim.operate("--table", anchor, "maint", f"127.0.0.1:{stranger.getsockname()[1]}")
        theirs = next(at for at in slots if segment.words[at] and at != ours)
        segment.words[ours:ours + STATUS_AT] = segment.words[theirs:theirs + STATUS_AT]
        segment.words[ours + STATUS_AT] = SUSPECT
        shim.operate("--table", anchor, "mode", "default")  # wakes the keeper
        with pytest.raises(TimeoutError):
            stranger.accept()
    segment.detach()


def test_its_segment_is_removed(lab, shim, start, tmp_path):
    """By ipcrm, or by logind when the user logs out: those who have it go on with it."""
    anchor = tmp_path / "table"
    victim = lab.nodes[0]
    client = start("blocking", TABLE=anchor)
    assert {answer.error for answer in client.hold(victim, 1)} == {None}
    os.system(f"ipcrm --shmem-id {os.readlink(anchor).split(':')[2]}")
    victim.hang()
    client.say("ask key-0")
    answer, = client.read(1)
    assert answer.error == "ECONNRESET" and answer.wait_ms <= RELEASE_MS
    client.end()
    assert start("blocking", TABLE=anchor).get("key-0").wait_ms <= 2 * RELEASE_MS
    wait_until(lambda: shim.stat("--table", str(anchor)), "there is no new table")
