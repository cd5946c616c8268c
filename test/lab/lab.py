# SPDX-License-Identifier: MIT
"""Several memcached hosts on one machine, and everything that can go wrong with them.

    with Lab(nodes=3) as lab:
        lab.nodes[0].silence()
        ...
        lab.nodes[0].heal()

Only inside test/lab/enter. Who uses the lab is on a host of its own, the
controller; a switch (br0) joins it with the hosts of the nodes. A fault is in force
when its method returns.
"""

from host import CONTROLLER, NETWORK, Host
from netns import ip, require_lab
from node import Node

__all__ = ["Lab", "Node"]

FIRST_NODE = 11


class Lab:
    def __init__(self, nodes=3, port=18888, memcached_args=()):
        require_lab()
        self.nodes = []
        self._port = port
        self._memcached_args = tuple(memcached_args)
        self._hosts = {}
        # The controller has a wire like the others: an address on br0 itself would
        # lose its carrier with the last node, and no real switch does that.
        ip("link add br0 type bridge",
           "link set br0 up",
           "link add controller type veth peer name eth0",
           "link set controller master br0 up",
           f"address add {CONTROLLER}/24 dev eth0",
           "link set eth0 up")
        try:
            for _ in range(nodes):
                self.add_node()
        except BaseException:
            self.close()
            raise

    def add_node(self, address=None, port=None, args=()):
        """One more memcached: on a host of its own, or beside others at their address."""
        address = address or f"{NETWORK}.{FIRST_NODE + len(self._hosts)}"
        if address not in self._hosts:
            self._hosts[address] = Host(address)
        node = Node(self._hosts[address], port or self._port, (*self._memcached_args, *args))
        self.nodes.append(node)
        node.start()
        return node

    def close(self):
        for node in self.nodes:
            node.stop()
        for host in self._hosts.values():
            host.remove()
        ip("link del eth0", "link del br0")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()
