# SPDX-License-Identifier: MIT
"""What others put between a client and its nodes. Each gives the names to connect to instead."""

import subprocess
from contextlib import contextmanager

from local import is_listening
from runs import BenchError
from waiting import wait_until

FIRST_PORT = 22121

TWEMPROXY = """\
pool:
  listen: 127.0.0.1:{port}
  hash: fnv1a_64
  distribution: ketama
  auto_eject_hosts: true
  timeout: 400
  server_retry_timeout: 2000
  server_failure_limit: 1
  server_connections: 8
  servers:
{servers}
"""

HAPROXY = """\
global
  maxconn 4000
defaults
  mode tcp
  timeout connect 1s
  timeout client 1m
  timeout server 1m
  timeout check 1s
  default-server check inter 1s fall 2 rise 2 on-marked-down shutdown-sessions
  option tcp-check
  tcp-check send version\\r\\n
  tcp-check expect string VERSION
{listens}
"""


@contextmanager
def twemproxy(nodes, folder):
    servers = "\n".join(f"   - {node.endpoint}:1" for node in nodes)
    file = folder / "nutcracker.yml"
    file.write_text(TWEMPROXY.format(port=FIRST_PORT, servers=servers))
    with running(("nutcracker", "--conf-file", file, "--output", folder / "nutcracker.log",
                  "--pid-file", folder / "nutcracker.pid"), [FIRST_PORT]) as names:
        yield names


@contextmanager
def haproxy(nodes, folder):
    ports = [FIRST_PORT + number for number in range(len(nodes))]
    listens = "\n".join(f"listen node{port}\n  bind 127.0.0.1:{port}\n  server node {node.endpoint}"
                        for port, node in zip(ports, nodes))
    file = folder / "haproxy.cfg"
    file.write_text(HAPROXY.format(listens=listens))
    with running(("haproxy", "-f", file), ports) as names:
        yield names


@contextmanager
def running(command, ports):
    proxy = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: all(is_listening("127.0.0.1", port) for port in ports),
                   f"{command[0]} does not listen")
        yield [f"127.0.0.1:{port}" for port in ports]
        if proxy.poll() is not None:
            raise BenchError(f"{command[0]} ended by itself, status {proxy.returncode}")
    finally:
        proxy.kill()
        proxy.wait()
