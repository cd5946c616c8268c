# SPDX-License-Identifier: MIT
"""Programs of test/bench, run bare and under the shim."""

import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "test" / folder) for folder in ("lab", "integration")]

from lab import Lab
from local import is_listening
from nodes import wait_for_wire
from shim import BUILD, Shim, bare_environment, forget_tables
from waiting import wait_until

PROGRAMS = BUILD / "test" / "bench"
NODE_PORT = 18888
LOOPBACK = f"127.0.0.1:{NODE_PORT}"
CLIENT_CPU, NODE_CPU = "0", "1"
VALUE = b"set key 0 0 1\r\nv\r\n"


@contextmanager
def wired_lab(nodes, *memcached_args):
    """The nodes are reached, and have a value for the key "key"."""
    with Lab(nodes=nodes, port=NODE_PORT, memcached_args=memcached_args) as lab:
        for node in lab.nodes:
            wait_for_wire(node)
            store(node.address)
        yield lab


class BenchError(Exception):
    """A program did not do its work; the text says which and why."""


class Bench:
    """What each part of the measurement is given."""

    def __init__(self, quick, progress, data=None, settings=()):
        self.quick = quick
        self.data = data  # the folder with what other parts have found
        self.settings = settings
        self._progress = progress
        self._folder = tempfile.TemporaryDirectory(prefix="mcshim-bench-")
        self.folder = Path(self._folder.name)
        self.shim = Shim(self.folder / "journal")

    def rounds(self, full, quick):
        return quick if self.quick else full

    def say(self, text):
        self._progress.say(text)

    def show(self, text):
        self._progress.show(text)

    def pairs(self, rounds, what, run, *more):
        """run(environment) bare and under the shim, and in more environments if there are any."""
        environments = (bare_environment(), self.shim.environment(), *more)
        return self.by_turns(rounds, what, *(partial(run, each) for each in environments))

    def by_turns(self, rounds, what, *runs):
        """What each of the runs returns, round by round; who is first changes each round, for to
        come after another is not the same start for all."""
        found = []
        for number in range(rounds):
            self.show(f"{what}: {number + 1} of {rounds}")
            turns = range(len(runs))
            results = {turn: runs[turn]()
                       for turn in (turns if number % 2 == 0 else reversed(turns))}
            found.append(tuple(results[turn] for turn in turns))
        return found

    def close(self):
        forget_tables()
        self._folder.cleanup()


def output_of(command, environment):
    done = subprocess.run([str(word) for word in command], env=environment, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise BenchError(f"{' '.join(map(str, command))}: status {done.returncode},"
                         f" {done.stderr.strip()}")
    return done.stdout


def held_to(cpu):
    """What a command begins with that is to run on that core; None: on any."""
    return ("taskset", "--cpu-list", cpu) if cpu is not None else ()


def numbers_from(program, *arguments, environment, cpu=None):
    """What a program of test/bench prints."""
    said = output_of((*held_to(cpu), PROGRAMS / program, *arguments), environment)
    return [float(word) for word in said.split()]


def number_from(program, *arguments, **how):
    return numbers_from(program, *arguments, **how)[0]


@contextmanager
def loopback_memcached(*arguments, cpu=NODE_CPU):
    """One on this host, with a value for the key "key"."""
    process = subprocess.Popen((*held_to(cpu), "memcached", "-u", "root", "-l", "127.0.0.1",
                                "-p", str(NODE_PORT), "-U", "0", *arguments),
                               stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: is_listening("127.0.0.1", NODE_PORT), "memcached does not listen")
        store("127.0.0.1")
        yield
    finally:
        process.kill()
        process.wait()


def store(address):
    with socket.create_connection((address, NODE_PORT)) as connection:
        connection.sendall(VALUE)
        connection.recv(64)


@contextmanager
def herd(node, processes, threads, environment):
    """That many processes with so many connections each; see herd.c."""
    program = subprocess.Popen(
        [str(PROGRAMS / "herd"), node.endpoint, str(processes), str(threads)], env=environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if program.stdout.readline() != "ready\n":
            raise BenchError(f"herd: not all of {processes} x {threads} are connected")
        yield program
    finally:
        program.stdin.close()
        program.wait()


def ask_all(program):
    """All of a herd ask at once: when the last of each wait was over, in ms of the wall clock."""
    program.stdin.write("\n")
    program.stdin.flush()
    return [int(word) for word in program.stdout.readline().split()]
