# SPDX-License-Identifier: MIT
"""docs/deploy, typed as written: before it every request waits for the silent node, with it
none does, and after its "Remove" all of them do again."""

import re

import pytest

from keys import KEYS
from nodes import bring_back
from outage import ask, wait_for_answers, waits
from recipes import recipes

WSGI = "/srv/wsgi/wsgi.py"

# A program of keystone: does it still have to find out that the node is dead?
CONNECT = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])))
except ConnectionRefusedError:
    print("refused")
"""

# What an operator has already: a service that answers on port 8774.
UWSGI_INI = f"""
[uwsgi]
plugins = python3
wsgi-file = {WSGI}
http-socket = 127.0.0.1:8774
workers = 2
threads = 4
"""

APACHE_SITE = f"""
Listen 127.0.0.1:8774
ServerName localhost
WSGIDaemonProcess nova-api user=nova processes=2 threads=4
WSGIScriptAlias / {WSGI}
<VirtualHost *:8774>
    WSGIProcessGroup nova-api
</VirtualHost>
<Directory /srv/wsgi>
    Require all granted
</Directory>
"""

PHP_SITE = """
Listen 127.0.0.1:8774
ServerName localhost
<VirtualHost *:8774>
    AliasMatch ^ /srv/wsgi/index.php
    <Directory /srv/wsgi>
        Require all granted
        SetHandler "proxy:unix:/run/php/php8.2-fpm.sock|fcgi://localhost"
    </Directory>
</VirtualHost>
"""


def have_nova_api(machine):
    machine.run("systemctl start nova-api")


def have_uwsgi(machine):
    machine.write("/etc/uwsgi/apps-enabled/nova-api.ini", UWSGI_INI)
    machine.run("systemctl start uwsgi")


def have_apache(machine):
    machine.write("/etc/apache2/conf-enabled/nova-api.conf", APACHE_SITE)
    machine.run("systemctl start apache2")


def have_php_fpm(machine):
    machine.write("/etc/apache2/conf-enabled/nova-api.conf", PHP_SITE)
    machine.run("a2enmod -q proxy_fcgi; systemctl start php8.2-fpm apache2")


# The page, its service, and what was there before.
SERVICES = {
    "systemd": ("nova-api", have_nova_api),
    "uwsgi": ("uwsgi", have_uwsgi),
    "apache": ("apache2", have_apache),
    "php-fpm": ("php8.2-fpm", have_php_fpm),
}


@pytest.fixture(params=SERVICES)
def service(request, api, nodes):
    """The name of the page and of its service."""
    name, have = SERVICES[request.param]
    api.run("systemctl stop nova-api")
    have(api)
    wait_for_answers()
    yield request.param, name
    api.run(f"systemctl stop {name} apache2")
    for node in nodes:
        node.command("flush_all")  # what PHP has written Python cannot read


def test_before_with_and_after(service, api, nodes):
    page, name = service
    recipe = recipes(page)
    bare_s, = waits(nodes[0], requests=1)

    api.run(recipe["Install"])
    wait_for_answers()
    logged = transitions(api, nodes[0])
    assert max(waits(nodes[0], requests=5)) < bare_s / 2
    assert transitions(api, nodes[0]) > logged
    assert protected(api, recipe["Verify"]) & processes_of(api, name)

    api.run(recipe["Remove"])
    wait_for_answers()
    after_s, = waits(nodes[1], requests=1)
    assert after_s > bare_s / 2
    assert not protected(api, recipe["Verify"])


def test_one_table_for_two_users(api, nodes):
    """What nova's daemon finds out, keystone's program knows."""
    recipe = recipes("systemd")
    api.run(f"useradd --system keystone; usermod --append --groups mcshim keystone\n"
            f"{recipe['Install']}{recipe['One table for several users']}")
    wait_for_answers()
    waits(nodes[0], requests=3)
    shown = api.run("shim-stat --table /run/mcshim/table").stdout
    assert nodes[0].endpoint in shown
    nodes[0].silence()
    try:
        for key in KEYS:
            ask(key)
        done = api.run("MCSHIM_TABLE=/run/mcshim/table runuser -u keystone -- shim-run"
                       f" python3 -c '{CONNECT}' {nodes[0].address} {nodes[0].port}")
    finally:
        bring_back(nodes[0])
    assert done.stdout == "refused\n"


def transitions(machine, node):
    """How often the journal says that the node is dead."""
    journal = machine.run("journalctl --no-pager -t mcshim").stdout
    return journal.count(f"node {node.endpoint} is DOWN")


def protected(machine, verify):
    """The processes under the shim that "Verify" lists, by their ids in the machine."""
    listed = machine.run(verify).stdout
    return {int(pid) for pid in re.findall(r"^ *(\d+) .* enforce ", listed, re.MULTILINE)}


def processes_of(machine, service):
    group = machine.run(f"systemctl show --property=ControlGroup --value {service}").stdout.strip()
    return {int(pid) for pid in
            machine.run(f"cat /sys/fs/cgroup/systemd{group}/cgroup.procs "
                        f"/sys/fs/cgroup/unified{group}/cgroup.procs "
                        f"/sys/fs/cgroup{group}/cgroup.procs 2>/dev/null || :").stdout.split()}
