# SPDX-License-Identifier: MIT
"""The clients of the matrix: how each is started, what it is made of, what it does by itself.

To add one: a program as test/clients/README.md wants it, and an entry here.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "test" / "clients"
BUILD = ROOT / os.environ.get("MCSHIM_BUILD", "build")
MADE = BUILD / "clients"  # what the clients need that no package has


@dataclass(frozen=True, eq=False)
class Client:
    name: str
    title: str
    words: tuple  # the command, without the nodes
    packages: tuple = ()  # Debian's; the first is the client
    npm: str = ""
    needs: tuple = ()  # packages that are not part of what is tried
    stores: bool = False  # has a format of its own, so it has to store the values itself
    # How long it stays away from a node that has failed, at least and at most, by its source or
    # manual; what the run sees is held against that.
    ban_s: tuple = ()
    ban_option: str = ""  # which of its options shortens that
    concurrent: bool = False  # a request that is never answered does not keep others waiting
    own_table: bool = False  # runs as another user than the companion
    helped: bool = True  # False: no preload reaches it
    note: str = ""
    skips: tuple = ()  # faults that cannot be tried with it

    def command(self):
        return list(self.words)


def python(program, *options):
    return (sys.executable, PROGRAMS / program, *options)


def built(program, *options):
    return (BUILD / "test" / "clients" / program, *options)


def node(program, *options):
    return ("env", f"NODE_PATH={MADE}/node_modules", "node", PROGRAMS / program, *options)


OSLO_BAN = {"ban_s": (300, 300), "ban_option": "memcache_dead_retry"}
POOL = "oslo_cache.memcache_pool"
# Its own format does not fit into an item, or it refuses to store so much.
NO_BIG = ("big",)
NODE = ("nodejs", "npm")
PHP = ("php-memcached", "libmemcached11")
LIBMEMCACHED = ("libmemcached11",)
# Its retry_timeout is whole seconds, of a clock that has only those.
RETRY_S = (2, 3)
LIBMEMCACHED_BAN = {"ban_s": RETRY_S, "ban_option": "MEMCACHED_BEHAVIOR_RETRY_TIMEOUT"}
# It looks for nodes whose dead_timeout is over only as often as that.
HASH_BAN = {"ban_s": (60, 120), "ban_option": "dead_timeout"}
# Each thread has a client, which has to find out by itself.
THREADS_BAN = {"ban_s": (0, 120), "ban_option": "dead_timeout"}

NEVER_CALLED = ("A request whose connection ends while it waits for the reply is never answered,"
                " with the shim or without: its callback is not called")

ALL = (
    Client("memcache-threads", "python-memcached, a thread and a client a request",
           python("python_memcached.py", "--as-returned"), ("python3-memcache",)),
    Client("memcache-shared", "python-memcached, one client",
           python("python_memcached.py", "--as-returned", "--shared"), ("python3-memcache",),
           ban_s=(30, 30), ban_option="dead_retry"),
    Client("memcache-eventlet", "python-memcached, eventlet, a client a request",
           python("python_memcached.py", "--as-returned", "--eventlet"),
           ("python3-memcache", "python3-eventlet")),
    Client("memcache-gevent", "python-memcached, gevent, a client a request",
           python("python_memcached.py", "--as-returned", "--gevent"),
           ("python3-memcache", "python3-gevent")),
    Client("pymemcache", "pymemcache Client, as it comes (no time limit)",
           python("pymemcache_clients.py"), ("python3-pymemcache",)),
    Client("pymemcache-pooled", "pymemcache PooledClient, 2 s and 1 s",
           python("pymemcache_clients.py", "--pool", "--timeouts"), ("python3-pymemcache",)),
    Client("pymemcache-hash", "pymemcache HashClient, 2 s and 1 s",
           python("pymemcache_clients.py", "--hash", "--timeouts"), ("python3-pymemcache",),
           **HASH_BAN),
    Client("pymemcache-hash-pooled", "pymemcache HashClient with pooling, 2 s and 1 s",
           python("pymemcache_clients.py", "--hash", "--pool", "--timeouts"),
           ("python3-pymemcache",), **HASH_BAN),
    Client("pylibmc", "pylibmc as it comes", python("pylibmc_client.py"), ("python3-pylibmc",),
           ban_s=RETRY_S, ban_option="retry_timeout"),
    Client("bmemcached", "bmemcached's DistributedClient, the binary protocol",
           python("binary_memcached.py"), ("python3-binary-memcached",), ban_s=(5, 5),
           ban_option="none"),
    Client("oslo-memcached", "oslo.cache, dogpile.cache.memcached",
           python("oslo_cache_region.py", "dogpile.cache.memcached"),
           ("python3-oslo.cache", "python3-dogpile.cache", "python3-memcache"), stores=True,
           skips=NO_BIG, **OSLO_BAN),
    Client("oslo-pool", f"oslo.cache, {POOL}", python("oslo_cache_region.py", POOL),
           ("python3-oslo.cache", "python3-memcache"), stores=True, skips=NO_BIG, **OSLO_BAN),
    Client("dogpile-memcached", "dogpile.cache.memcached alone",
           python("dogpile_region.py", "dogpile.cache.memcached"),
           ("python3-dogpile.cache", "python3-memcache"), stores=True, skips=NO_BIG,
           ban_s=(30, 30), ban_option="dead_retry"),
    Client("dogpile-pymemcache", "dogpile.cache.pymemcache alone",
           python("dogpile_region.py", "dogpile.cache.pymemcache"),
           ("python3-dogpile.cache", "python3-pymemcache"), stores=True, skips=NO_BIG,
           **HASH_BAN),
    Client("keystone-pool", "keystonemiddleware's cache, the advanced pool",
           python("keystone_tokens.py"), ("python3-keystonemiddleware", "python3-oslo.cache"),
           stores=True, skips=NO_BIG, ban_s=(300, 300), ban_option="memcache_pool_dead_retry"),
    Client("keystone-own", "keystonemiddleware's cache, its own pool",
           python("keystone_tokens.py", "--own-pool"),
           ("python3-keystonemiddleware", "python3-memcache"), stores=True, skips=NO_BIG,
           ban_s=(30, 30), ban_option="none: the pool passes no option on"),
    Client("nova-zones", "nova, availability_zones over oslo.cache's pool",
           python("nova_zones.py", POOL), ("python3-nova", "python3-oslo.cache"), stores=True,
           skips=NO_BIG, **OSLO_BAN),
    Client("heat-cache", "heat's region of oslo.cache, dogpile.cache.memcached",
           python("oslo_cache_region.py", "--heat", "dogpile.cache.memcached"),
           ("python3-heat", "python3-oslo.cache"), stores=True, skips=NO_BIG, **OSLO_BAN),
    Client("asyncio", "asyncio streams, 1 s", python("asyncio_client.py"), ("python3",)),
    Client("uvloop", "asyncio streams on uvloop, 1 s", python("asyncio_client.py", "--uvloop"),
           ("python3-uvloop",)),
    Client("django", "Django cache and sessions, threaded server", python("front.py", "django"),
           ("python3-django", "python3-pymemcache"), stores=True, skips=NO_BIG),
    Client("uwsgi", "Django cache and sessions, uwsgi", python("front.py", "uwsgi"),
           ("uwsgi-core", "uwsgi-plugin-python3", "python3-django", "python3-pymemcache"),
           stores=True, skips=NO_BIG, **THREADS_BAN),
    Client("mod-wsgi", "Django cache and sessions, apache2 with mod_wsgi",
           python("front.py", "mod_wsgi"),
           ("apache2-bin", "libapache2-mod-wsgi-py3", "python3-django", "python3-pymemcache"),
           own_table=True, stores=True, skips=NO_BIG, **THREADS_BAN),
    Client("libmemcached", "libmemcached, a thread and a client a request",
           built("libmemcached"), LIBMEMCACHED),
    Client("libmemcached-kept", "libmemcached, one client", built("libmemcached", "--kept"),
           LIBMEMCACHED, **LIBMEMCACHED_BAN),
    Client("libmemcached-eject", "libmemcached, one client that ejects, dead_timeout 5 s",
           built("libmemcached", "--kept", "--eject"), LIBMEMCACHED, ban_s=(5, 6),
           ban_option="MEMCACHED_BEHAVIOR_DEAD_TIMEOUT",
           note="Without a dead_timeout it never uses a node again that it has ejected"),
    Client("libmemcached-buffer", "libmemcached, one client that buffers",
           built("libmemcached", "--kept", "--buffer"), LIBMEMCACHED, **LIBMEMCACHED_BAN),
    Client("libmemcached-noreply", "libmemcached, one client with noreply",
           built("libmemcached", "--kept", "--noreply"), LIBMEMCACHED, **LIBMEMCACHED_BAN),
    Client("blocking", "blocking sockets in C, no time limit", built("blocking"), skips=NO_BIG),
    Client("php", "php-memcached, CLI, one client", ("php", PROGRAMS / "php_memcached.php"),
           PHP, needs=("php8.2-cli",), ban_s=RETRY_S, ban_option="Memcached::OPT_RETRY_TIMEOUT"),
    Client("php-fpm", "php-memcached, fpm, a client a request", python("front.py", "php-fpm"),
           (*PHP, "php8.2-fpm"), needs=("libfcgi-bin",)),
    Client("php-memcache", "php-memcache, CLI, one client", ("php", PROGRAMS / "php_memcache.php"),
           ("php8.2-memcache",), needs=("php8.2-cli",), ban_s=(15, 15),
           ban_option="retry_interval, of addServer()"),
    Client("perl", "Cache::Memcached", ("perl", PROGRAMS / "cache_memcached.pl"),
           ("libcache-memcached-perl",), ban_s=(20, 30), ban_option="none"),
    Client("perl-fast", "Cache::Memcached::Fast",
           ("perl", PROGRAMS / "cache_memcached.pl", "--fast"), ("libcache-memcached-fast-perl",)),
    Client("dalli", "dalli", ("ruby", PROGRAMS / "dalli_client.rb"), ("ruby-dalli",),
           needs=("ruby",), ban_s=(30, 30), ban_option="down_retry_delay"),
    Client("memjs", "memjs", node("memjs_client.js"), npm="memjs", needs=NODE),
    Client("npm-memcached", "memcached of npm, as it comes", node("memcached_client.js"),
           npm="memcached", needs=NODE,
           concurrent=True, ban_s=(0, 30), ban_option="retry; and retries, minTimeout",
           note=f"{NEVER_CALLED}. A node that has failed five times (failures) within five minutes"
                " is left alone for five hours (reconnect)"),
    Client("npm-memcached-short", "memcached of npm, retries 1, minTimeout 200, retry 2000",
           node("memcached_client.js", "--short"), npm="memcached", needs=NODE,
           concurrent=True, ban_s=(0, 2), ban_option="retry",
           note=f"{NEVER_CALLED}. It is made never to count enough failures to give a node up"),
    Client("spymemcached", "spymemcached",
           ("java", "-XX:+UseSerialGC", "-Xlog:disable", "-Xlog:all=error:stderr", "-cp",
            "/usr/share/java/spymemcached.jar", PROGRAMS / "Spymemcached.java"),
           ("libspymemcached-java", "openjdk-17-jdk-headless"), ban_s=(0, 30),
           ban_option="MaxReconnectDelay"),
    Client("nginx", "nginx memcached_pass", python("front.py", "nginx"), ("nginx-light",),
           ban_s=(10, 10), ban_option="fail_timeout, max_fails"),
    Client("go", "gomemcache, Go", (MADE / "gomemcache",),
           ("golang-github-bradfitz-gomemcache-dev", "golang-go"), helped=False,
           note="Go makes its system calls itself: no preload sees them"),
    Client("static", "blocking sockets in C, linked statically", built("static"), helped=False,
           skips=NO_BIG, note="Nothing can be preloaded into a static program"),
)

CLIENTS = {client.name: client for client in ALL}
