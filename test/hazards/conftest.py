# SPDX-License-Identifier: MIT
"""Hazards use the lab and the shim as the integration tests do: the fixtures are theirs.

    test/lab/enter /usr/bin/python3 -m pytest test/hazards
"""

import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
INTEGRATION = HERE.parent / "integration" / "conftest.py"

sys.path.insert(0, str(HERE))

# pytest has a conftest of its own name for each folder.
specification = importlib.util.spec_from_file_location("integration", INTEGRATION)
integration = importlib.util.module_from_spec(specification)
specification.loader.exec_module(integration)

from runner import Runner

lab = integration.lab
shim = integration.shim
start = integration.start
local_memcached = integration.local_memcached


@pytest.fixture
def runner(lab, shim, start):
    return Runner(lab, shim, start)
