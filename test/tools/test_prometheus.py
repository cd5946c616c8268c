# SPDX-License-Identifier: MIT
"""shim-stat --prometheus: metrics that promtool accepts, for node_exporter's textfile collector."""

import json
import re
import subprocess
import threading

import pytest

from shim import ROOT

OK, USAGE, NO_TABLE = 0, 2, 3


@pytest.fixture
def down(shim, node, ask, shim_stat):
    """A table with nodes in several states, and processes in two modes."""
    ask()
    ask(MODE="observe")
    shim.wait_for_state(node, "DOWN")
    shim_stat("maint", "[2001:db8::1]:11211")


def samples(text):
    """{"name{labels}": value}"""
    return {name: float(value) for name, value in
            (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))}


@pytest.mark.usefixtures("down")
def test_promtool_has_nothing_to_say(shim_stat):
    done = subprocess.run(("promtool", "check", "metrics"), input=shim_stat("--prometheus").stdout,
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (OK, "", "")


@pytest.mark.usefixtures("down")
def test_the_figures_are_those_of_json(node, shim_stat):
    found = samples(shim_stat("--prometheus").stdout)
    row = next(row for row in json.loads(shim_stat("--json").stdout)["nodes"]
               if row["node"] == node.endpoint)
    label = f'{{node="{node.endpoint}"}}'
    assert found[f"mcshim_node_stalls_total{label}"] == row["stalls"]
    assert found[f"mcshim_node_waited_seconds_total{label}"] == row["waited_ms"] / 1000
    assert found[f"mcshim_node_released_total{label}"] == row["released"] == 1
    assert f"mcshim_node_answer_seconds{label}" not in found, "it never answered"
    assert found['mcshim_processes{mode="enforce"}'] == 1
    assert found['mcshim_processes{mode="observe"}'] == 1


@pytest.mark.usefixtures("down")
def test_a_node_is_in_one_state(node, shim_stat):
    found = samples(shim_stat("--prometheus").stdout)
    for name, state in ((node.endpoint, "DOWN"), ("[2001:db8::1]:11211", "MAINT")):
        states = {key: value for key, value in found.items()
                  if key.startswith(f'mcshim_node_state{{node="{name}"')}
        assert len(states) == 5 and sum(states.values()) == 1
        assert found[f'mcshim_node_state{{node="{name}",state="{state}"}}'] == 1


def test_a_path_that_must_be_escaped(shim, shim_stat, tmp_path):
    table = tmp_path / 'a"b\\c'
    assert shim_stat("mode", "default", "--table", table).returncode == OK
    text = shim_stat("--prometheus", "--table", table).stdout
    done = subprocess.run(("promtool", "check", "metrics"), input=text, text=True, check=False)
    assert done.returncode == OK, text


@pytest.mark.usefixtures("down")
def test_into_a_file(shim_stat, tmp_path):
    path = tmp_path / "mcshim.prom"
    done = shim_stat("--prometheus", "-o", path)
    assert (done.returncode, done.stdout) == (OK, "")
    assert 'state="DOWN"} 1' in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.glob("mcshim.prom*")) == [path]


@pytest.mark.usefixtures("down")
def test_who_reads_the_file_sees_it_whole(shim_stat, tmp_path):
    path = tmp_path / "mcshim.prom"
    shim_stat("--prometheus", "--output", path)
    length = len(path.read_text().splitlines())
    seen = set()
    ended = threading.Event()

    def read():
        while not ended.is_set():
            seen.add(len(path.read_text().splitlines()))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(50):
        shim_stat("--prometheus", "--output", path)
    ended.set()
    reader.join()
    assert seen == {length}


@pytest.mark.usefixtures("down")
def test_what_cannot_be_written_leaves_the_old_file(shim_stat, tmp_path):
    path = tmp_path / "mcshim.prom"
    path.write_text("old\n")
    done = shim_stat("--table", "/nowhere", "--prometheus", "-o", path)
    assert (done.returncode, path.read_text()) == (NO_TABLE, "old\n")
    done = shim_stat("--prometheus", "-o", tmp_path / "missing" / "file")
    assert done.returncode == NO_TABLE and "cannot write" in done.stderr
    assert list(tmp_path.glob("mcshim.prom*")) == [path]


def test_not_of_other_verbs(shim_stat):
    for words in (["ps", "--prometheus"], ["events", "-o", "x"], ["-w", "--prometheus"]):
        assert shim_stat(*words).returncode == USAGE


@pytest.mark.usefixtures("down")
def test_the_dashboard_shows_what_there_is(shim_stat):
    offered = {re.match(r"\w+", name)[0] for name in samples(shim_stat("--prometheus").stdout)}
    offered |= {line.split()[2] for line in shim_stat("--prometheus").stdout.splitlines()
                if line.startswith("# TYPE")}
    dashboard = json.loads((ROOT / "docs" / "grafana.json").read_text())
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    used = set(re.findall(r"\bmcshim_\w+", " ".join(expressions)))
    assert used <= offered, used - offered
    assert offered - used <= {"mcshim_info", "mcshim_connections",
                              "mcshim_node_state_since_timestamp_seconds"}
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    assert set(re.findall(r"\$(\w+)", " ".join(expressions))) <= variables | {"__rate_interval"}


def test_the_dashboard_s_expressions_are_promql(tmp_path):
    dashboard = json.loads((ROOT / "docs" / "grafana.json").read_text())
    rules = [{"record": f"panel_{panel['id']}",
              "expr": target["expr"].replace("$__rate_interval", "5m")}
             for panel in dashboard["panels"] for target in panel["targets"]]
    path = tmp_path / "rules.yml"
    path.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    done = subprocess.run(("promtool", "check", "rules", path), capture_output=True, text=True,
                          check=False)
    assert done.returncode == OK, done.stderr


@pytest.mark.usefixtures("down")
def test_each_is_explained(shim_stat):
    offered = set(re.findall(r"^# TYPE (\w+)", shim_stat("--prometheus").stdout, re.MULTILINE))
    text = (ROOT / "docs" / "monitoring.md").read_text()
    assert offered == set(re.findall(r"\bmcshim_\w+", text))
