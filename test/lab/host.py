# SPDX-License-Identifier: MIT
"""A host: a network namespace with one wire to the switch, and what can befall it."""

import re
import socket
import subprocess

from netns import inside, ip, nft, nft_flush

NETWORK = "10.131.73"
CONTROLLER = f"{NETWORK}.1"
DISCARD_PORT = 9


class Host:
    def __init__(self, address):
        self.address = address
        self.name = "host" + address.rpartition(".")[2]
        # Created first inside: were both ends of the wire to have the same index, the
        # kernel would report a carrier up to a second late (linkwatch).
        ip(f"netns add {self.name}",
           f"link add {self.name} type veth peer name eth0 netns {self.name}",
           f"link set {self.name} master br0 up")
        with inside(self.name):
            ip("link set lo up",
               f"address add {address}/24 dev eth0",
               "link set eth0 up")

    def silence(self):
        """Drops all that arrives, as a firewall or a hung kernel does. ARP still answers."""
        with inside(self.name):
            nft("table inet silence {",
                "  chain input {",
                "    type filter hook input priority filter; policy drop;",
                "    iif lo accept",
                "  }",
                "}")

    def unplug(self):
        with inside(self.name):
            ip("link set eth0 down")

    def forget(self, port, clients):
        """Drops what these clients, (address, port), send to this port of ours, until they
        connect anew from there."""
        known = ", ".join(f"{address} . {number}" for address, number in clients)
        if not known:
            return
        with inside(self.name):
            nft("table inet forget {",
                "  set known {",
                "    type ipv4_addr . inet_service; flags dynamic; size 65535;",
                f"    elements = {{ {known} }}",
                "  }",
                "  chain input {",
                "    type filter hook input priority filter;",
                f"    tcp dport {port} tcp flags & (syn|ack) == syn"
                " delete @known { ip saddr . tcp sport }",
                f"    tcp dport {port} ip saddr . tcp sport @known drop",
                "  }",
                "}")

    def reset(self, port):
        """What is sent to this port is answered with a reset, also on new connections: as when
        a host has rebooted behind something that accepts for it."""
        with inside(self.name):
            nft("table inet rebooted {",
                "  chain input {",
                "    type filter hook input priority filter;",
                f"    tcp dport {port} tcp flags & psh == psh reject with tcp reset",
                "  }",
                "}")

    def lose(self, percent):
        """Loses packets on the wire. A drop in the host's own output hook would tell its
        TCP, which then waits otherwise than for a packet lost on its way."""
        nft_flush("bridge", f"lose_{self.name}")
        if percent == 0:
            return
        lost = f"numgen random mod 10000 < {round(percent * 100)} drop"
        nft(f"table bridge lose_{self.name} {{",
            "  chain forward {",
            "    type filter hook forward priority filter;",
            f"    iifname {self.name} {lost}",
            f"    oifname {self.name} {lost}",
            "  }",
            "}")

    def count_connects(self, port):
        """Counts from now on, until heal(), what connects() tells; also what is dropped."""
        with inside(self.name):
            nft("table inet count {",
                "  chain input {",
                "    type filter hook input priority raw;",
                f"    tcp dport {port} tcp flags & (syn | ack) == syn counter",
                "  }",
                "}")

    def connects(self):
        with inside(self.name):
            listing = subprocess.run(("nft", "list", "table", "inet", "count"),
                                     stdout=subprocess.PIPE, text=True, check=True).stdout
        return int(re.search(r"counter packets (\d+)", listing)[1])

    def heal(self):
        nft_flush("bridge", f"lose_{self.name}")
        with inside(self.name):
            nft("flush ruleset")
            ip("link set eth0 up")
            self._greet()

    def _greet(self):
        """Any packet will do. A host that is back has to ask who the controller is, and
        so tells it that it is there, as every host does that boots."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as greeter:
            greeter.sendto(b"", (CONTROLLER, DISCARD_PORT))

    def remove(self):
        ip(f"link del {self.name}", f"netns del {self.name}")
        nft_flush("bridge", f"lose_{self.name}")
