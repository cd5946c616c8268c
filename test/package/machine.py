# SPDX-License-Identifier: MIT
"""A machine to install things on: systemd and all packages of this one, and nothing of what
happens there is ever written to a disk.

    with Machine({packages: "/srv/packages"}) as machine:
        machine.run("systemctl restart nova-api")

Its file system is this one's, copied on write into memory; its network is the lab's. Only
inside test/lab/enter --privileged.
"""

import os
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

BOOT_S = 60
LOOK_S = 0.05
READY = ("running", "degraded")  # degraded: a unit failed that has no business in a container
ENVIRONMENT = ("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8",
               "DEBIAN_FRONTEND=noninteractive")


class Machine:
    def __init__(self, shown):
        """`shown`: folders from out here, read-only in there, and where."""
        self._binds = [f"--bind-ro={ours}:{theirs}" for ours, theirs in shown.items()]
        self._memory = None
        self._container = None
        self._init = None

    def __enter__(self):
        self._memory = tempfile.TemporaryDirectory()
        memory = Path(self._memory.name)
        mount("-t", "tmpfs", "tmpfs", memory)
        for folder in ("changes", "work", "root"):
            (memory / folder).mkdir()
        mount("-t", "overlay", "overlay", "-o",
              f"lowerdir=/,upperdir={memory}/changes,workdir={memory}/work", memory / "root")
        (memory / "root/etc/machine-id").write_text(f"{uuid.uuid4().hex}\n", encoding="ascii")
        for enabled in (memory / "root/etc/systemd/system").glob("*.wants/*"):
            enabled.unlink()  # whatever this machine is used for; nftables would clear the lab's
        self._container = subprocess.Popen(
            ("systemd-nspawn", "--quiet", "--directory", memory / "root", "--boot", *self._binds,
             "--register=no", "--keep-unit", "--console=pipe", "systemd.unit=basic.target"),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            self._wait_for_boot()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception):
        if self._init is not None:
            os.kill(self._init, signal.SIGKILL)  # and with it all that it has started
        else:
            self._container.kill()
        self._container.wait()
        subprocess.run(("umount", "--recursive", self._memory.name), check=True)
        self._memory.cleanup()

    def run(self, script, check=True):
        """As root's shell does it, in there; stops at the first failure."""
        done = subprocess.run(self._inside("sh", "-euc", script), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0 or not check, f"{script}\n{done.stdout}{done.stderr}"
        return done

    def copy(self, ours, theirs):
        with open(ours, "rb") as content:
            subprocess.run(self._inside("tee", theirs), stdin=content, stdout=subprocess.DEVNULL,
                           check=True)

    def write(self, path, text):
        subprocess.run(self._inside("tee", path), input=text, stdout=subprocess.DEVNULL,
                       text=True, check=True)

    def _wait_for_boot(self):
        ends_s = time.monotonic() + BOOT_S
        while True:
            if self._init is None:
                self._init = self._find_init()
            elif self.run("systemctl is-system-running", check=False).stdout.strip() in READY:
                return
            assert self._container.poll() is None, "systemd-nspawn has ended, see above"
            assert time.monotonic() < ends_s, f"not booted within {BOOT_S} s: {self._jobs()}"
            time.sleep(LOOK_S)

    def _jobs(self):
        return self._init and self.run("systemctl list-jobs", check=False).stdout

    def _find_init(self):
        pid = self._container.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        for child in children:
            name = Path(f"/proc/{child}/comm").read_text(encoding="ascii").strip()
            if name == "systemd":
                return int(child)
        return None

    def _inside(self, *command):
        return ("nsenter", f"--target={self._init}", "--mount", "--uts", "--ipc", "--net", "--pid",
                "--wdns=/", "--", "env", "-i", *ENVIRONMENT, *command)


def mount(*words):
    subprocess.run(("mount", *words), check=True)
