# SPDX-License-Identifier: MIT
"""pylibmc as it comes, one client for all requests.

    pylibmc_client.py NODE...
"""

import sys

import pylibmc

from talk import serve

client = pylibmc.Client(sys.argv[1:])
serve(client.get, client.set)
