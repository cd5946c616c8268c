# SPDX-License-Identifier: MIT
"""docs/deploy/*.md: the commands that it tells an operator to type."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def recipes(page):
    """The commands of each section that has some, by its title."""
    text = (ROOT / "docs" / "deploy" / f"{page}.md").read_text(encoding="utf-8")
    found = {title: "".join(BLOCK.findall(section)) for title, section in SECTION.findall(text)}
    return {title: commands for title, commands in found.items() if commands}
