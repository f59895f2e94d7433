"""A plain referral recorded from outside, by names and keys alone, as somebody with a screen reader does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ui.conftest import PASSPHRASE, made

from sharedesk.desk import record
from sharedesk.vault import search
from sharedesk.vault.vault import unlock

SYSTEM_PYTHON = "/usr/bin/python3"
DRIVER = Path(__file__).with_name("driver.py")
SOURCE = Path(__file__).parents[3] / "src"
CONCERN = "A bruise on the arm, said to be from a thrown chair."


def missing() -> str:
    """What this machine lacks to be driven from outside; empty if nothing."""
    if not sys.platform.startswith("linux"):
        return "AT-SPI is Linux's"
    lacking = [name for name in ("Xvfb", "dbus-run-session") if shutil.which(name) is None]
    if lacking:
        return f"not installed: {', '.join(lacking)}"
    asked = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"]
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run(asked, capture_output=True, check=False).returncode:
        return "the system's Python has no bindings: python3-gi, gir1.2-atspi-2.0, at-spi2-core"
    return ""


pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture
def screen() -> Iterator[str]:
    """A virtual screen of our own."""
    reader, writer = os.pipe()
    asked = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(asked, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as number:
        yield f":{number.readline().strip()}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def outside(screen, tmp_path):
    """Runs steps against ShareDesk on a log."""

    def drive(folder: Path, steps: list[tuple[str, str]]) -> dict:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        environment = {
            **kept, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home), "DISPLAY": screen,
            "XDG_RUNTIME_DIR": str(home), "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(SOURCE), "NO_AT_BRIDGE": "0",
        }  # fmt: skip
        asked = [
            "dbus-run-session",
            "--",
            SYSTEM_PYTHON,
            str(DRIVER),
            sys.executable,
            "-m",
            "sharedesk",
            "open",
            str(folder),
        ]
        done = subprocess.run(
            asked, input=json.dumps(steps), capture_output=True, text=True, env=environment, timeout=240, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return drive


@pytest.fixture
def folder(tmp_path) -> Path:
    made(tmp_path / "log").lock()
    return tmp_path / "log"


UNLOCK = [
    ("wait", "ShareDesk: Locked"),
    ("tab", "Passphrase"),
    ("type", PASSPHRASE),
    ("key", "Return"),
    ("wait", "ShareDesk: Home"),
]


def test_a_plain_referral_by_names_and_keys_alone(outside, folder):
    said = outside(folder, [
        *UNLOCK, ("tab", "Record a decision"), ("key", "space"), ("wait", "ShareDesk: Record a decision"),
        ("tab", "Name, or initials"), ("type", "Robin Madeup"),
        ("tab", "What are they in this"), ("key", "Down"),
        ("tab", "What are you worried about"), ("type", CONCERN),
        ("tab", "What do you know"), ("type", "Seen at the breakfast club."),
        ("tab", "Which organisation"), ("type", "Pretend Council"),
        ("tab", "What did you decide for them"), ("key", "Down"),
        ("tab", "Why do they need it"), ("type", "They can look into it."),
        ("tab", "Why did you decide so"), ("type", "A child may be hurt again."),
        ("tab", "What happens next"), ("type", "Ring on Monday."),
        ("tab", "Check answers"), ("key", "space"), ("wait", "ShareDesk: Check your answers"),
        ("tab", "Record"), ("key", "space"), ("wait", "ShareDesk: Recorded"), ("read", "Saved, with reference "),
    ])  # fmt: skip
    assert "failed" not in said, said
    assert said["keys"] < 400, "a plain referral takes few keys"
    reference = said["read"][0].removeprefix("Saved, with reference ")
    with unlock(folder, PASSPHRASE) as vault:
        assert [listed.reference for listed in search.newest(vault.store, 5)] == [reference]
        decision = record.state_of(vault, reference).decision
    assert [person.who.name for person in decision.people] == ["Robin Madeup"]
    assert [concern.text for concern in decision.concerns] == [CONCERN]
    assert [recipient.organisation for recipient in decision.recipients] == ["Pretend Council"]
    assert decision.reasons == "A child may be hurt again."


def test_a_wrong_passphrase_is_told_and_a_missing_name_would_be_noticed(outside, folder):
    said = outside(
        folder,
        [
            ("wait", "ShareDesk: Locked"),
            ("tab", "Passphrase"),
            ("type", "wrong"),
            ("key", "Return"),
            ("read", "There is a problem"),
        ],
    )
    assert said["read"]
    said = outside(folder, [("wait", "ShareDesk: Locked"), ("tab", "No such label")])
    assert said["failed"].startswith("Tab never came to 'No such label'")
