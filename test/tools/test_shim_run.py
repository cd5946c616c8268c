# SPDX-License-Identifier: MIT
"""shim-run: what COMMAND gets, and what is refused before it starts."""

import pytest

from shim import LIBRARY, ROOT

USAGE, NOT_EXECUTABLE, NOT_FOUND = 2, 126, 127


def settings_of(done):
    """What `env` saw of the settings."""
    assert (done.returncode, done.stderr) == (0, "")
    seen = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return {name: value for name, value in seen.items()
            if name == "LD_PRELOAD" or name.startswith("MCSHIM_")}


def test_the_library_and_nothing_else(shim_run):
    assert settings_of(shim_run("env")) == {"LD_PRELOAD": str(LIBRARY)}


@pytest.mark.parametrize("words", (
    ["--nodes", "11211,10.0.0.0/8:1-9", "--stall", "80ms", "--check-timeout", "1s", "--observe"],
    ["--observe", "--check-timeout=1s", "--stall=80ms", "--nodes=11211,10.0.0.0/8:1-9", "--"],
))
def test_options_are_settings(shim_run, words):
    assert settings_of(shim_run(*words, "env")) == {
        "LD_PRELOAD": str(LIBRARY), "MCSHIM_NODES": "11211,10.0.0.0/8:1-9",
        "MCSHIM_STALL": "80ms", "MCSHIM_CHECK_TIMEOUT": "1s", "MCSHIM_MODE": "observe"}


def test_an_option_wins_over_the_environment(shim_run):
    done = shim_run("--stall", "80ms", "env", MCSHIM_STALL="1s", MCSHIM_MODE="off")
    assert settings_of(done) == {
        "LD_PRELOAD": str(LIBRARY), "MCSHIM_STALL": "80ms", "MCSHIM_MODE": "off"}


def test_what_was_preloaded_stays(shim_run):
    done = shim_run("env", LD_PRELOAD="libm.so.6 libdl.so.2")
    assert settings_of(done)["LD_PRELOAD"] == f"{LIBRARY}:libm.so.6 libdl.so.2"


def test_the_command_gets_its_words_as_they_are(shim_run):
    done = shim_run("--", "printf", "<%s>", "a b", "", "--stall", "*", "--")
    assert done.stdout == "<a b><><--stall><*><-->"


def test_the_command_s_exit_code(shim_run):
    assert shim_run("sh", "-c", "exit 42").returncode == 42


def test_the_command_is_under_the_shim(shim_run):
    assert str(LIBRARY) in shim_run("cat", "/proc/self/maps").stdout


@pytest.mark.parametrize("words, complaint", (
    (["--nodes", "memcached"], "MCSHIM_NODES=memcached: "),
    (["--nodes="], "MCSHIM_NODES=: "),
    (["--stall", "100"], "MCSHIM_STALL=100: expected a duration"),
    (["--stall=1ms"], "MCSHIM_STALL=1ms: "),
    (["--check-timeout", "fast"], "MCSHIM_CHECK_TIMEOUT=fast: "),
    (["--check-interval", "1s"], "--check-interval: no such option"),
    (["-x"], "-x: no such option"),
    (["--observe=yes"], "--observe=yes: no such option"),
))
def test_bad_words_are_refused_before_anything_starts(shim_run, tmp_path, words, complaint):
    done = shim_run(*words, "touch", tmp_path / "started")
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert done.stderr.startswith(f"shim-run: {complaint}")
    assert len(done.stderr.splitlines()) == 1
    assert "using" not in done.stderr, "what the library would do instead is no help"
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("words", ([], ["--observe"], ["--"], ["--nodes"], ["--stall"]))
def test_incomplete_words_are_refused(shim_run, words):
    done = shim_run(*words)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert done.stderr.startswith("shim-run: ")


@pytest.mark.parametrize("name, value", (
    ("MODE", "on"), ("NODES", "x"), ("STALL", "x"), ("STALL_MIN", "x"),
    ("CHECK_TIMEOUT", "x"), ("CHECK_INTERVAL", "x"), ("TABLE", "x"), ("LOG", "x"), ("LOG", ""),
))
def test_a_bad_environment_is_refused(shim_run, name, value):
    done = shim_run("true", **{f"MCSHIM_{name}": value})
    assert done.returncode == USAGE
    assert done.stderr.startswith(f"shim-run: MCSHIM_{name}={value}: expected ")


@pytest.mark.parametrize("log", ("off", "syslog", "/var/log/mcshim.log"))
def test_bad_values_are_refused_wherever_the_log_goes(shim_run, log):
    assert shim_run("--stall", "x", "true", MCSHIM_LOG=log).returncode == USAGE


def test_several_bad_values_are_one_line_each(shim_run):
    done = shim_run("--stall", "x", "--nodes", "x", "true")
    lines = done.stderr.splitlines()
    assert len(lines) == 2 and all(line.startswith("shim-run: MCSHIM_") for line in lines)


@pytest.mark.parametrize("name, content, complaint", (
    ("missing.so", None, "no such library"),
    ("text.so", b"no library", "cannot be preloaded"),
    ("with space.so", b"", "a space or a colon"),
))
def test_a_library_that_is_none(shim_run, tmp_path, name, content, complaint):
    library = tmp_path / name
    if content is not None:
        library.write_bytes(content)
    done = shim_run("true", MCSHIM_LIBRARY=str(library))
    assert done.returncode == USAGE
    assert str(library) in done.stderr and complaint in done.stderr


@pytest.mark.parametrize("command, code", (
    ("no-such-command", NOT_FOUND), ("./no-such-command", NOT_FOUND),
    ("/etc/passwd", NOT_EXECUTABLE), ("/etc", NOT_EXECUTABLE),
))
def test_commands_that_cannot_run(shim_run, command, code):
    done = shim_run(command)
    assert done.returncode == code
    assert command in done.stderr


def test_help_and_version(shim_run):
    for option in ("--nodes", "--stall", "--check-timeout", "--observe", "--version"):
        assert option in shim_run("--help").stdout
    assert shim_run("--version").stdout.startswith("shim-run (mcshim) ")


def test_another_library_by_its_relative_path(shim_run):
    relative = LIBRARY.relative_to(ROOT)
    done = shim_run("env", MCSHIM_LIBRARY=str(relative))
    assert settings_of(done)["LD_PRELOAD"] == str(LIBRARY)
