# SPDX-License-Identifier: MIT
"""docs/deploy, typed as written: before it every request waits for the silent node, with it
none does, and after its "Remove" all of them do again."""

import pytest

from conftest import protected
from outage import wait_for_answers, waits
from recipes import recipes
from waiting import wait_until

WSGI = "/srv/wsgi/wsgi.py"

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


# The page, its service, its user, and what was there before.
SERVICES = {
    "systemd": ("nova-api", "nova", have_nova_api),
    "uwsgi": ("uwsgi", "www-data", have_uwsgi),
    "apache": ("apache2", "nova", have_apache),
    "php-fpm": ("php8.2-fpm", "www-data", have_php_fpm),
}


@pytest.fixture(params=SERVICES)
def service(request, api):
    """The name of the page, of its service and of its user."""
    name, user, have = SERVICES[request.param]
    api.run("systemctl stop nova-api")
    have(api)
    wait_for_answers()
    yield request.param, name, user
    api.run(f"systemctl stop {name} apache2")


def test_before_with_and_after(service, api, nodes):
    page, name, user = service
    recipe = recipes(page)
    bare_s, = waits(nodes[0], requests=1)

    api.run(recipe["Install"])
    wait_for_answers()
    assert max(waits(nodes[0], requests=5)) < bare_s / 2
    wait_until(lambda: protected(api, user), f"nobody of {name} is in shim-stat")
    assert protected(api, user) <= processes_of(api, name)

    api.run(recipe["Remove"])
    wait_for_answers()
    after_s, = waits(nodes[1], requests=1)
    assert after_s > bare_s / 2
    assert not protected(api, user)


def processes_of(machine, service):
    group = machine.run(f"systemctl show --property=ControlGroup --value {service}").stdout.strip()
    return {int(pid) for pid in
            machine.run(f"cat /sys/fs/cgroup/systemd{group}/cgroup.procs "
                        f"/sys/fs/cgroup/unified{group}/cgroup.procs "
                        f"/sys/fs/cgroup{group}/cgroup.procs 2>/dev/null || :").stdout.split()}
