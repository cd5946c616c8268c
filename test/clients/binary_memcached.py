# SPDX-License-Identifier: MIT
"""bmemcached, the binary protocol: one client for all requests, each key has its node.

    binary_memcached.py NODE...
"""

import sys

import bmemcached

from talk import serve

serve(bmemcached.DistributedClient(sys.argv[1:]).get)
