# SPDX-License-Identifier: MIT
"""A region of oslo.cache, configured as a service's [cache] section does.

    oslo_cache_region.py [--heat] BACKEND NODE...

With --heat it is the one that heat makes of its configuration.
"""

import sys

from oslo_cache import core
from oslo_config import cfg

if "--heat" in sys.argv:
    from heat.common import cache

from talk import serve

ARGUMENTS = [word for word in sys.argv[1:] if word != "--heat"]


def configure(conf):
    conf([], project="client", default_config_files=[])
    for name, value in {"enabled": True, "backend": ARGUMENTS[0],
                        "memcache_servers": ARGUMENTS[1:]}.items():
        conf.set_override(name, value, group="cache")


def make_region():
    if "--heat" in sys.argv:
        cache.register_cache_configurations(cfg.CONF)
        configure(cfg.CONF)
        return cache.get_cache_region()
    core.configure(cfg.CONF)
    configure(cfg.CONF)
    return core.configure_cache_region(cfg.CONF, core.create_region())


def get(key):
    value = region.get(key)
    return None if value is core.NO_VALUE else value


region = make_region()
serve(get, region.set)
