"""The Makefile, the README and .ci/run agree on the commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split()
needs_make = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


def make(*arguments):
    """What make prints, asked as from a fresh terminal: the suite itself may run inside `make test`."""
    inherited = {"MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "PYTHON"}
    environment = {name: value for name, value in os.environ.items() if name not in inherited}
    done = subprocess.run(
        ["make", *arguments], cwd=ROOT, env=environment, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


@needs_make
def test_make_alone_lists_every_target_with_a_line():
    listed = dict(re.findall(r"^  make (\w+) +(\S.*)$", make(), re.MULTILINE))
    assert list(listed) == TARGETS
    assert {"run", "test", "check", "lock", "faults", "bench", "package", "clean"} <= set(TARGETS)


@needs_make
@pytest.mark.parametrize("target", ["run", "test", "check", "faults", "bench", "lock", "package"])
def test_every_command_sets_itself_up_first(target):
    assert make("-n", target).splitlines()[0] == "python3 packaging/bootstrap.py"


@needs_make
def test_another_python_can_be_named():
    assert make("-n", "setup", "PYTHON=python3.12") == "python3.12 packaging/bootstrap.py\n"


def test_clean_never_takes_a_log():
    recipe = MAKEFILE[MAKEFILE.index("clean:") :]
    assert "practice" not in recipe


def test_the_readme_names_only_targets_there_are():
    named = re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"run", "test"} <= set(named) <= set(TARGETS)


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
def test_the_build_machine_runs_the_readmes_test_command():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -eu" in text
    assert text.rstrip().endswith("exec make test")
