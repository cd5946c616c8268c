# SPDX-License-Identifier: MIT
"""The RPM spec, as far as rpmbuild can tell on Debian: it builds, and lists every file. That its
requirements can be met on a distribution with RPM, it cannot tell."""

import subprocess

import pytest

from recipes import ROOT


@pytest.fixture(scope="module")
def contents(tmp_path_factory):
    """The files of each package, by its name."""
    top = tmp_path_factory.mktemp("rpm")
    (top / "SOURCES").mkdir()
    subprocess.run(("tar", "-czf", top / "SOURCES" / "mcshim-0.1.0.tar.gz", "--exclude=./build*",
                    "--exclude=./.git", "--transform=s,^\\.,mcshim-0.1.0,", "."),
                   cwd=ROOT, check=True)
    built = subprocess.run(("rpmbuild", "-bb", "--nodeps", "--define", f"_topdir {top}",
                            ROOT / "dist" / "mcshim.spec"),
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert built.returncode == 0, built.stdout[-4000:]
    return {package.name.split("-0")[0]: subprocess.run(
        ("rpm", "-qpl", package), stdout=subprocess.PIPE, text=True, check=True).stdout.split()
        for package in top.glob("RPMS/*/*.rpm")}


def test_the_library_alone(contents):
    assert "/usr/lib64/libmcshim.so.0" in contents["libmcshim0"]
    assert not [path for path in contents["libmcshim0"] if "/bin/" in path]


def test_what_an_operator_calls(contents):
    assert {"/usr/bin/shim-run", "/usr/bin/shim-stat", "/usr/share/man/man7/mcshim.7",
            "/usr/share/mcshim/service.conf"} <= set(contents["mcshim"])
