# SPDX-License-Identifier: MIT
"""Whatever shim-stat --json prints is as docs/shim-stat.schema.json says."""

import json
import os

import jsonschema
import pytest

from shim import ROOT

SCHEMA = json.loads((ROOT / "docs" / "shim-stat.schema.json").read_text())


def check(text, kind):
    """Against its own kind: "one of them" would not say what is wrong."""
    schema = {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{kind}"}
    jsonschema.validate(json.loads(text), schema, cls=jsonschema.Draft202012Validator)
    jsonschema.validate(json.loads(text), SCHEMA, cls=jsonschema.Draft202012Validator)


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.fixture
def busy(shim, node, ask, shim_stat):
    """A table with all that there can be."""
    ask()
    ask(MODE="observe")
    ask(TABLE="process")
    shim.wait_for_state(node, "DOWN")
    shim_stat("maint", "[2001:db8::1]:11211", "192.0.2.1:1")
    shim_stat("reset", "192.0.2.1:1")
    shim_stat("mode", "observe")


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("words, kind", (
    (["nodes"], "nodes_document"), (["ps"], "ps_document"), (["ps", str(os.getpid())], "ps_document"),
    (["ping"], "ping_document"), (["--all"], "nodes_document"), (["ps", "--all"], "ps_document"),
))
def test_documents(shim_stat, words, kind):
    check(shim_stat("--json", *words).stdout, kind)


@pytest.mark.usefixtures("busy")
def test_events(shim_stat):
    lines = shim_stat("--json", "events").stdout.splitlines()
    assert {json.loads(line)["kind"] for line in lines} == {"state", "reset", "mode"}
    for line in lines:
        check(line, "event")


def test_a_new_table(shim, shim_stat):
    shim_stat("mode", "default")
    check(shim_stat("--json").stdout, "nodes_document")


def test_ps_without_a_table(shim, shim_stat):
    check(shim_stat("ps", "--json").stdout, "ps_document")
