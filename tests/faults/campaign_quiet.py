"""Nothing readable is ever written, no socket leads anywhere, and nothing is left behind (`make faults`).

Somebody types one word everywhere, in the real program, and ends in each of several ways; strace keeps every byte that
goes to a file and every socket, for a file that was removed again counts as well. Then everything written is looked
through for the word in every form, and what is left in the account's folders too. What somebody chose to save is theirs
(the folder `mine`); all of it is called off or stopped here, so nothing of it may be left either.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from faults import table, traced
from faults.marker import FORMS, WORD, found_in, found_under
from faults.traced import MAPPED, Trace, needs_strace
from ui.conftest import PASSPHRASE, made

import sharedesk

pytestmark = needs_strace
SOURCE = Path(sharedesk.__file__).parent.parent
TESTS = Path(__file__).resolve().parents[1]
USER, COMMANDS = Path(__file__).with_name("quiet_user.py"), Path(__file__).with_name("quiet_commands.py")
WAYS = ("lock", "close", "fault", "crash", "kill", "note")
WAITS = 240.0
"""Seconds after which somebody has surely come to the end; strace and a busy machine make everything slow."""
LOCAL = {"AF_UNIX", "AF_LOCAL", "AF_NETLINK"}
"""Families that lead nowhere but into this computer. (AF_NETLINK: the kernel.)"""


class House(NamedTuple):
    """An account: its home, its temporary folder, its log, and where it saves files of its own."""

    root: Path

    @property
    def log(self) -> Path:
        return self.root / "logs" / "log"

    @property
    def mine(self) -> Path:
        return self.root / "mine"

    @property
    def others(self) -> list[Path]:
        """Everywhere else that the program may write to."""
        return [self.root / name for name in ("home", "temporary", "logs", "here")]

    def environment(self) -> dict[str, str]:
        home = str(self.root / "home")
        places = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
        return {
            "PATH": os.environ["PATH"], **dict.fromkeys(places, home), "TMPDIR": str(self.root / "temporary"),
            "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": f"{SOURCE}{os.pathsep}{TESTS}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> House:
    for name in ("home", "temporary", "logs", "mine", "here"):
        (tmp_path / name).mkdir(mode=0o700)
    made(tmp_path / "logs" / "log").lock()
    return House(tmp_path)


def end_of(house: House, how: str) -> tuple[Trace, bytes]:
    """Have somebody work until they end it in this way: what was asked of the system, and what was said."""
    program = [sys.executable, str(USER), str(house.log), PASSPHRASE, str(house.mine), how]
    trace, said = house.root / "trace", house.root / "said"
    with said.open("wb") as out:
        child = subprocess.Popen(
            traced.command(trace, program), cwd=house.root / "here", env=house.environment(), stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
        try:
            until = time.monotonic() + WAITS
            while child.poll() is None and not _took_over(house, how):
                assert time.monotonic() < until, f"nothing after {WAITS} s: {said.read_text(errors='replace')[-2000:]}"
                time.sleep(0.2)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return traced.read(trace), said.read_bytes()


def _took_over(house: House, how: str) -> bool:
    """Has it ended as it was to: another process in its place that has settled, or a fault that was told of?"""
    from sharedesk.events import NAME

    kept = b"".join(path.read_bytes() for path in house.root.rglob(NAME))
    if how == "fault":
        return b" fault ValueError" in kept
    return kept.count(b" started ") >= 2 if how in ("lock", "note") else False


def readable(trace: Trace, house: House) -> list[str]:
    """Writes of the word, outside what somebody chose to save, and files that bear it."""
    mine = str(house.mine)
    together: dict[str, bytearray] = {}
    for write in trace.writes:
        if not write.path.startswith(mine):
            together.setdefault(write.path, bytearray()).extend(write.data)
    held = [f"{path}: {forms}" for path, data in together.items() if (forms := found_in(bytes(data)))]
    return held + [name for name in trace.names if found_in(name.encode())]


@pytest.mark.parametrize("how", WAYS)
def test_nothing_readable_is_ever_written(house: House, how: str) -> None:
    trace, said = end_of(house, how)
    assert readable(trace, house) == []
    assert [write.path for write in trace.writes if write.data == MAPPED] == []
    assert found_under([*house.others, house.mine]) == []
    assert found_in(said) == [], "nor said"
    assert not [path for path in house.root.rglob("core*") if path.is_file()]
    assert {family for family in trace.sockets if family not in LOCAL} == set()
    paths = {write.path for write in trace.writes}
    assert any(path.endswith((".sealed", "sharedesk.db", ".new")) for path in paths), "the control: work was kept"
    written = sum(len(write.data) for write in trace.writes)
    table.note(
        2, f"{how}: {written:,} bytes in {len(paths):,} files, the word in {len(FORMS)} forms in none of them",
        control="a program that writes it in each form, then removes it: found",
    )  # fmt: skip
    table.note(8, f"{how}: {trace.calls:,} calls, no socket but within the computer")


def test_every_command_writes_nothing_readable_and_opens_no_socket(house: House) -> None:
    program = [sys.executable, str(COMMANDS), str(house.log), PASSPHRASE, str(house.mine)]
    trace_file = house.root / "trace"
    done = traced.traced(trace_file, program, cwd=house.root / "here", env=house.environment(), timeout=600)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    trace = traced.read(trace_file)
    assert readable(trace, house) == []
    assert found_under([*house.others, house.mine]) == []
    assert {family for family in trace.sockets if family not in LOCAL} == set()
    assert b"commands" in done.stdout
    table.note(2, f"commands: {len(trace.writes):,} writes, those of stopped exports among them, none readable")
    table.note(8, f"commands: {trace.calls:,} calls, no socket but within the computer")


WRITES_IT = """
import os, sys
for number, data in enumerate(bytes.fromhex(each) for each in sys.argv[2:]):
    path = os.path.join(sys.argv[1], f"temporary-{number}")
    with open(path, "wb") as file:
        file.write(b"before " + data + b" after")
    os.unlink(path)
"""


def test_what_is_written_and_removed_again_is_found(house: House) -> None:
    """The control: each form by itself."""
    forms = [data.hex() for data in FORMS.values()]
    trace = house.root / "trace"
    traced.traced(trace, [sys.executable, "-c", WRITES_IT, str(house.root / "temporary"), *forms])
    assert len(readable(traced.read(trace), house)) == len(FORMS)
    assert found_under(house.others) == []
    (house.root / "home" / f"{WORD}.txt").touch()
    (house.root / "home" / "held").write_bytes(b"x" + FORMS["utf-16-be"])
    assert len(found_under(house.others)) == 2


SOCKETS = {
    "a connection": "import socket\nwith socket.socket() as s:\n    s.connect_ex(('127.0.0.1', 9))",
    "a name looked up": "import socket\ntry: socket.getaddrinfo('example.invalid', 1)\nexcept OSError: pass",
    "a printer as Qt makes it": "import os; os.environ['CUPS_SERVER'] = '127.0.0.1:9'\n"
    "from PySide6.QtWidgets import QApplication\nfrom PySide6.QtPrintSupport import QPrinter, QPrinterInfo\n"
    "app = QApplication([]); QPrinter(); QPrinterInfo.availablePrinters()",
}


@pytest.mark.parametrize("what", SOCKETS)
def test_a_socket_that_leads_elsewhere_is_found(house: House, what: str) -> None:
    """The control; a printer as Qt makes it asks the print server over TCP, which ours must not."""
    trace = house.root / "trace"
    traced.traced(trace, [sys.executable, "-c", SOCKETS[what]], env=house.environment())
    families = {family for family in traced.read(trace).sockets if family not in LOCAL}
    assert families <= {"AF_INET", "AF_INET6"}
    if what == "a printer as Qt makes it" and not families:
        pytest.skip("Qt's printing asks no print server on this system")
    assert families
    table.note(8, "", control="a connection, a name looked up, a QPrinter as Qt makes it: each found")


def test_the_journeys_open_no_socket(tmp_path: Path) -> None:
    """All journeys of the suite, and printing, watched from outside."""
    trace = tmp_path / "trace"
    program = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TESTS / "journeys"),
               str(TESTS / "ui" / "test_printing.py")]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        traced.command(trace, program, network_only=True), cwd=TESTS.parent, env=environment, capture_output=True,
        check=False,
    )  # fmt: skip
    said = done.stdout.decode()
    assert " passed" in said, said[
        -3000:
    ]  # (its own end is not the subject: Qt under strace does not always come to one)
    assert " failed" not in said, said[-3000:]
    found = traced.read(trace)
    assert {family for family in found.sockets if family not in LOCAL} == set()
    tests = said.rsplit(" passed", 1)[0].split()[-1]
    table.note(8, f"{tests} tests of the journeys, {len(found.sockets):,} sockets, all within the computer")
