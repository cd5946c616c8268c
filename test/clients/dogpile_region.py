# SPDX-License-Identifier: MIT
"""dogpile.cache alone, without oslo.cache.

    dogpile_region.py BACKEND NODE...
"""

import sys

from dogpile.cache import make_region
from dogpile.cache.api import NO_VALUE

from talk import serve


def get(key):
    value = region.get(key)
    return None if value is NO_VALUE else value


region = make_region().configure(sys.argv[1], arguments={"url": sys.argv[2:]})
serve(get, region.set)
