# SPDX-License-Identifier: MIT
"""nova's own function that looks up an instance's availability zone in the cache.

    nova_zones.py BACKEND NODE...

What asks the database when the cache has nothing is replaced: it knows no host.
"""

import sys

from nova import availability_zones
from nova.conf import CONF

from talk import serve


class Context:
    """Whoever asks is an operator already."""

    def elevated(self):
        return self


class Instance(dict):
    """One on a host whose name is a key, and which did not ask for a zone."""

    @property
    def host(self):
        return self["host"]


def get(key):
    return availability_zones.get_instance_availability_zone(Context(), Instance(host=key))


def store(key, value):
    cache = availability_zones._get_cache()
    cache.set(availability_zones._make_cache_key(key), value)


availability_zones.get_host_availability_zone = lambda context, host: None
CONF([], project="nova", default_config_files=[])
for name, value in {"enabled": True, "backend": sys.argv[1],
                    "memcache_servers": sys.argv[2:]}.items():
    CONF.set_override(name, value, group="cache")
serve(get, store)
