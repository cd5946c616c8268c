# SPDX-License-Identifier: MIT
"""What the scripts in Python answer to --version."""

import subprocess
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def version(script):
    return subprocess.run((SCRIPTS / "version", script), stdout=subprocess.PIPE, text=True,
                          check=True).stdout.strip()
