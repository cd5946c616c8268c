# SPDX-License-Identifier: MIT
"""What the packages bring, and what they leave behind."""

import pytest

from recipes import recipes

USAGE = 2


@pytest.mark.parametrize("command", ("shim-run --version", "shim-stat --version",
                                     "man -w mcshim", "man -w shim-run"))
def test_what_an_operator_calls(installed, command):
    installed.run(command)


def test_shim_run_finds_the_library(installed):
    done = installed.run("shim-run grep --max-count=1 libmcshim /proc/self/maps")
    assert done.stdout.rstrip().endswith("/libmcshim.so.0")


def test_the_folder_for_a_shared_table(installed):
    assert installed.run("stat -c '%A %U %G' /run/mcshim").stdout == "drwxrws--- root mcshim\n"


def test_systemd_has_nothing_to_say_of_the_drop_in(api):
    api.run(recipes("systemd")["Install"])
    done = api.run("systemd-analyze verify --recursive-errors=no nova-api.service")
    assert (done.stdout, done.stderr) == ("", "")
    shown = api.run("systemctl show --property=Environment nova-api").stdout
    assert "/libmcshim.so " in shown and "MCSHIM_NODES=11211" in shown


def test_file_capabilities_are_seen(installed):
    """A user's program; root has all capabilities, so it gains none."""
    installed.run("cp /usr/bin/true /var/tmp/able; setcap cap_net_raw+ep /var/tmp/able")
    done = installed.run("runuser -u nova -- shim-run /var/tmp/able", check=False)
    assert done.returncode == USAGE and "file capabilities" in done.stderr
    assert installed.run("shim-run /var/tmp/able").stderr == ""


def test_purged_it_is_gone(installed):
    """But for the group, as Debian leaves users and groups, and what is in memory."""
    files = installed.run("for path in $(dpkg --listfiles mcshim libmcshim0); do"
                          ' [ -d "$path" ] || echo "$path"; done').stdout.split()
    assert "/usr/bin/shim-run" in files
    installed.run("dpkg --purge mcshim libmcshim0")
    left = installed.run(f"ls --directory {' '.join(files)} 2>&- || :;"
                         " find /etc /run /var -name '*mcshim*'").stdout.split()
    drop_in = "/etc/systemd/system/nova-api.service.d/mcshim.conf"
    assert set(left) <= {drop_in, "/run/mcshim"}
    assert "mcshim" not in installed.run("ldconfig --print-cache").stdout
