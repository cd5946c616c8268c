# SPDX-License-Identifier: MIT
"""The version stands in several places, each for readers of its own."""

import re

import pytest

from recipes import ROOT

PLACES = {
    "debian/changelog": r"^mcshim \(([\d.]+)\)",
    "dist/mcshim.spec": r"^Version: +(\S+)$",
    "CHANGELOG.md": r"^## (\S+)$",
}


@pytest.mark.parametrize("path", PLACES)
def test_the_version_is_meson_s(path):
    version = re.search(r"version: '([^']+)'", (ROOT / "meson.build").read_text())[1]
    assert re.search(PLACES[path], (ROOT / path).read_text(), re.MULTILINE)[1] == version
