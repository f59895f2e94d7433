"""Emergency notes: written without the passphrase, in whatever state the log is in, and read only with it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sharedesk.vault import inbox, sealed
from sharedesk.vault.inbox import Target
from sharedesk.vault.keys import Root

ROOT, OTHER = Root(bytes(range(32))), Root(bytes(32))
WORDS = "Rang the duty team at once: Óscar is hurt.".encode()


@pytest.fixture(autouse=True)
def own_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes of this account that wait elsewhere are looked for in a place of the test's own."""
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "log" / "inbox").mkdir(parents=True)
    return tmp_path / "log"


def seal(log: Path, words: bytes = WORDS, name: str = "") -> str:
    name = name or inbox.new_name()
    inbox.seal(Target(log / "inbox", ROOT.inbox_public), name, words)
    return name


def test_a_note_needs_only_the_public_key_and_comes_back_with_root(log: Path) -> None:
    name = seal(log)
    (note,) = inbox.notes(log, ROOT)
    assert (note.path.name, note.words) == (name, WORDS)
    assert WORDS not in (log / "inbox" / name).read_bytes()


def test_a_note_does_not_open_for_another_log(log: Path) -> None:
    seal(log)
    assert [note.words for note in inbox.notes(log, OTHER)] == [None]


@pytest.mark.parametrize(("length", "size"), [(0, 1024), (1020, 1024), (1021, 4096), (65_532, 65_536)])
def test_sizes_say_little(log: Path, length: int, size: int) -> None:
    name = seal(log, b"x" * length)
    # age adds a header of its own, some of it random chaff; none of it depends on the words
    assert size < (log / "inbox" / name).stat().st_size < size + 1000
    assert inbox.notes(log, ROOT)[0].words == b"x" * length


def test_too_long_a_note_is_refused_and_nothing_is_written(log: Path) -> None:
    with pytest.raises(sealed.TooLong):
        seal(log, b"x" * 65_533)
    assert not list((log / "inbox").iterdir())


def test_copies_of_a_note_are_one(log: Path) -> None:
    name = seal(log)
    shutil.copy(log / "inbox" / name, log / "inbox" / ("0" * 32 + ".sealed"))
    seal(log)  # sealed anew it is another
    assert len(inbox.notes(log, ROOT)) == 2


def test_flipped_and_cut_notes_are_shown_as_unreadable(log: Path) -> None:
    data = (log / "inbox" / seal(log)).read_bytes()
    for name, damaged in {
        "a": data[:-1],
        "b": data[:50] + bytes([data[50] ^ 1]) + data[51:],
        "c": b"",
        "d": data + b"x",
    }.items():
        (log / "inbox" / f"{name}.sealed").write_bytes(damaged)
    words = {note.path.name: note.words for note in inbox.notes(log, ROOT)}
    assert [words[f"{name}.sealed"] for name in "abcd"] == [None] * 4
    assert WORDS in words.values()  # the control: the undamaged one is read


def test_a_full_inbox_refuses_and_deletes_nothing(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST_NOTES", 2)
    seal(log, b"one")
    seal(log, b"two")
    with pytest.raises(inbox.InboxFull):
        seal(log, b"three")
    assert {note.words for note in inbox.notes(log, ROOT)} == {b"one", b"two"}


def test_a_nearly_full_disk_refuses(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "FREE_FLOOR", 1 << 60)
    with pytest.raises(inbox.InboxFull):
        seal(log)


@pytest.mark.skipif(shutil.which("age") is None, reason="the age program is not installed")
def test_the_age_program_opens_a_note(log: Path) -> None:
    name = seal(log)
    (log / "key").write_text(ROOT.inbox_secret)
    opened = subprocess.run(
        ["age", "-d", "-i", log / "key", log / "inbox" / name], capture_output=True, check=True
    ).stdout
    assert opened[4 : 4 + int.from_bytes(opened[:4], "big")] == WORDS
