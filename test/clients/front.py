# SPDX-License-Identifier: MIT
"""Clients that live in a server: starts it, and makes each request over HTTP or FastCGI.

    front.py nginx|django|uwsgi|mod_wsgi|php-fpm NODE...
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from talk import serve

HERE = Path(__file__).resolve().parent
NODES = sys.argv[2:]
PORT = 8080
PATIENCE_S = 150
START_S = 20
# php-fpm is asked without another server before it; cgi-fcgi speaks for us.
FPM_PAGE = HERE / "php_memcached.php"

NGINX = Template("""\
daemon off; user root; worker_processes 2; pid $folder/pid; error_log $folder/error;
events { }
http {
    access_log off;
    client_body_temp_path $folder/1; proxy_temp_path $folder/2; fastcgi_temp_path $folder/3;
    uwsgi_temp_path $folder/4; scgi_temp_path $folder/5;
    upstream nodes { hash $$arg_key; $nodes keepalive 4; }
    server {
        listen 127.0.0.1:8080;
        location = /ready { return 404; }
        location / { set $$memcached_key $$arg_key; memcached_pass nodes; }
    }
}
""")

# A user namespace of its own makes it no root: apache does not serve as root.
APACHE = Template("""\
ServerName localhost
Listen 127.0.0.1:8080
PidFile $folder/pid
ErrorLog $folder/error
DefaultRuntimeDir $folder
StartServers 1
ServerLimit 1
ThreadsPerChild 4
MaxRequestWorkers 4
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule wsgi_module $wsgi
WSGIScriptAlias / $here/django_app.py
""")

FPM = Template("""\
[global]
error_log = $folder/error
daemonize = no
[www]
user = root
group = root
listen = $folder/socket
pm = static
pm.max_children = 2
""")


def write(folder, template):
    config = Path(folder) / "config"
    servers = " ".join(f"server {node};" for node in NODES)
    wsgi = max(Path("/usr/lib/apache2/modules").glob("mod_wsgi.so*"), default="")
    config.write_text(template.substitute(folder=folder, here=HERE, nodes=servers, wsgi=wsgi))
    return config


def command(server, folder):
    if server == "nginx":
        return ("nginx", "-e", f"{folder}/error", "-c", write(folder, NGINX))
    if server == "django":
        return (sys.executable, HERE / "django_app.py")
    if server == "uwsgi":
        return ("uwsgi", "--plugin", "python3", "--http-socket", f"127.0.0.1:{PORT}",
                "--wsgi-file", HERE / "django_app.py", "--master", "--processes", "2",
                "--threads", "2", "--die-on-term", "--disable-logging")
    if server == "mod_wsgi":
        return ("unshare", "--user", "--map-user=1000", "--map-group=1000", "apache2",
                "-DFOREGROUND", "-f", write(folder, APACHE))
    return ("php-fpm8.2", "-n", "-R", "-F", "-y", write(folder, FPM),
            *(word for name in ("json", "igbinary", "msgpack", "memcached")
              for word in extension(name)))


def extension(name):
    """Without the machine's own configuration, an extension has to be named."""
    found = Path("/usr/lib/php").glob(f"20*/{name}.so")
    return [word for path in found for word in ("-d", f"extension={path}")]


def get_over_http(key, value=None):
    return page("/?" + urlencode({"key": key} if value is None else {"key": key, "value": value}))


def page(path):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE_S)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    if response.status == 404:
        return None
    if response.status != 200:
        return {"error": f"HTTP {response.status}"}
    return json.loads(body) if body.startswith("{") else body


def get_over_fastcgi(socket, **asked):
    done = subprocess.run(
        ("cgi-fcgi", "-bind", "-connect", socket), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, check=True, text=True,
        env={"REQUEST_METHOD": "GET", "SCRIPT_FILENAME": str(FPM_PAGE),
             "QUERY_STRING": urlencode(asked)})
    return json.loads(done.stdout.partition("\n\n")[2])


def wait_for(ask, process):
    """Until the server answers; what is asked has nothing to do with any node."""
    ends_s = time.monotonic() + START_S
    while True:
        try:
            return ask()
        except (OSError, subprocess.CalledProcessError, ValueError):
            if process.poll() is not None or time.monotonic() > ends_s:
                raise
            time.sleep(0.05)


def over_http():
    """How to ask whether the server is there, and for a key."""
    return lambda: page("/ready"), get_over_http


def over_fastcgi(socket):
    return (lambda: get_over_fastcgi(socket),
            lambda key: get_over_fastcgi(socket, key=key, nodes=",".join(NODES)))


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLIENT_NODES"] = ",".join(NODES)
        server = subprocess.Popen([str(word) for word in command(sys.argv[1], folder)],
                                  stdin=subprocess.DEVNULL, stdout=sys.stderr,
                                  start_new_session=True)
        fpm = sys.argv[1] == "php-fpm"
        ask_ready, get = over_fastcgi(f"{folder}/socket") if fpm else over_http()
        try:
            wait_for(ask_ready, server)
            serve(get, get_over_http)
        finally:
            # Not terminated: apache takes ten seconds to end, and nothing is left to lose.
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


if __name__ == "__main__":
    main()
