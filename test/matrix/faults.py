# SPDX-License-Identifier: MIT
"""What befalls the nodes of a cell, and what the shim is to call the victim then."""

import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Callable

from proxy import Proxy

PORT = 18888
BEHIND_PROXY = 18889
CROWD = 60
CROWD_ARRIVES_S = 0.3
LOST_PERCENT = 2
DELAY_S = 0.3
SLOW_BYTES_S = 2_500_000
BIG_ITEM = ("-I", "8m", "-m", "64")


@contextmanager
def everyday(name, lab):
    """One of the faults that a node of the lab has a method for; healed at the end."""
    getattr(lab.nodes[0], name)()
    yield


@contextmanager
def all_silent(lab):
    for node in lab.nodes:
        node.silence()
    yield


@contextmanager
def all_stopped(lab):
    for node in lab.nodes:
        node.stop()
    yield


@contextmanager
def lossy(lab):
    lab.nodes[0].lose(LOST_PERCENT)
    yield


@contextmanager
def crowded(lab):
    """Somebody takes all the connections that the node gives, and goes on wanting them."""
    crowd = []
    for _ in range(CROWD):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex((lab.nodes[0].address, PORT))
        crowd.append(one)
    time.sleep(CROWD_ARRIVES_S)
    try:
        yield
    finally:
        for one in crowd:
            one.close()


@contextmanager
def behind_proxy(lab, **slowness):
    """It is there from the beginning, for clients connect to it; it becomes slow here."""
    for proxy in lab.proxies:
        proxy.set(**slowness)
    yield
    for proxy in lab.proxies:
        proxy.set()


@dataclass(frozen=True, eq=False)
class Fault:
    name: str
    title: str
    strike: Callable  # (lab): a context in which it is in force
    states: tuple  # what the victim may be called while it is; DOWN alone must be seen
    fresh: bool = False  # the client starts when the fault is there already
    memcached_args: tuple = ()
    proxies: bool = False
    key: str = None  # the one key to ask for
    requests: int = 100
    bounded: bool = True  # a wait of the client is the shim's business
    companion: bool = False  # somebody else's connection to the victim goes on
    dead: int = 1  # how many nodes are; each may cost one first wait
    steady: bool = False  # the same every time: who gets all values bare gets them with the shim
    settings: tuple = ()  # of the shim: (name, value)
    remark: str = ""  # what an operator should know of it
    baseline: bool = False  # run bare alone
    ban: bool = False  # run with the shim alone, until a ban of the client's own is over
    # What a client makes of a dead server. It is what the shim makes of one that is silent, so
    # what the client then does by itself (sleep, try again) is its own.
    like: tuple = ("refused", "reset")


def of_node(name):
    return lambda lab: everyday(name, lab)


FAULTS = {fault.name: fault for fault in (
    Fault("fresh", "silent before connect", of_node("silence"), ("DOWN",), fresh=True),
    Fault("silent", "silent with open connections", of_node("silence"), ("DOWN",)),
    # Long enough for those that try several times before they ban.
    Fault("ban", "silent, until the client's own ban is over", of_node("silence"), ("DOWN",),
          requests=200, ban=True, like=()),
    Fault("unplugged", "unplugged", of_node("unplug"), ("DOWN",)),
    Fault("hung", "hung process", of_node("hang"), ("DOWN",)),
    Fault("refused", "refused", of_node("stop"), ("UP",)),
    Fault("full", "out of connections", crowded, ("UP", "FULL"),
          memcached_args=("-c", "32", "-o", "no_maxconns_fast"), companion=True),
    Fault("forgotten", "connections forgotten by a firewall", of_node("forget"), ("UP",)),
    Fault("loss", f"{LOST_PERCENT} % loss", lossy, ("UP",), bounded=False, dead=0),
    Fault("all_dead", "all nodes dead", all_silent, ("DOWN",), dead=3,
          like=("refused", "reset", "all_refused")),
    Fault("slow", "a reply takes 300 ms", lambda lab: behind_proxy(
        lab, delay_s=DELAY_S, version_too=False), ("UP",), proxies=True, requests=20,
          bounded=False, dead=0, steady=True),
    # Within the limits that the shim has by default nothing tells such a node from a dead one.
    Fault("late", "a reply takes 300 ms, also to a check", lambda lab: behind_proxy(
        lab, delay_s=DELAY_S), ("UP",), proxies=True, requests=20, bounded=False, dead=0,
          steady=True, settings=(("CHECK_TIMEOUT", "1s"),),
          remark="here `MCSHIM_CHECK_TIMEOUT` is 1s. It has to be longer than what a node takes\n"
                 "to answer a check, which is `version`; by default such a node is DOWN once, for a\n"
                 "check interval, and then known to be late."),
    Fault("big", "5 MB on a slow path", lambda lab: behind_proxy(lab, bytes_s=SLOW_BYTES_S),
          ("UP",), memcached_args=BIG_ITEM, proxies=True, key="big", requests=3,
          bounded=False, dead=0, steady=True),
    Fault("reset", "accepts, and resets what is sent", of_node("reset"), ("UP",),
          baseline=True),
    Fault("all_refused", "all refuse", all_stopped, ("UP",), baseline=True),
)}
