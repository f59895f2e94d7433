"""Emergency notes and drafts: written without the passphrase or with it, read only with it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sharedesk.vault import errors, files, sealed
from sharedesk.vault.keys import Root
from sharedesk.vault.sealed import Draft

ROOT, OTHER = Root(bytes(range(32))), Root(bytes(32))
WORDS = "Rang the duty team at once: Óscar is hurt.".encode()


def a_draft(counter: int = 1, content: bytes = WORDS) -> Draft:
    return Draft(draft="ab" * 16, counter=counter, base="cd" * 16, content=content)


def test_a_note_needs_only_the_public_key_and_comes_back_with_root(tmp_path: Path) -> None:
    name = sealed.seal_note(tmp_path, ROOT.inbox_public, WORDS)
    (note,) = sealed.notes(tmp_path, ROOT)
    assert (note.name, note.words) == (name, WORDS)
    assert WORDS not in (tmp_path / name).read_bytes()


def test_a_note_does_not_open_for_another_log(tmp_path: Path) -> None:
    sealed.seal_note(tmp_path, ROOT.inbox_public, WORDS)
    assert [note.words for note in sealed.notes(tmp_path, OTHER)] == [None]


@pytest.mark.parametrize(("length", "size"), [(0, 1024), (1020, 1024), (1021, 4096), (65_532, 65_536)])
def test_sizes_say_little(tmp_path: Path, length: int, size: int) -> None:
    name = sealed.seal_note(tmp_path, ROOT.inbox_public, b"x" * length)
    # age adds a header of its own, some of it random chaff; none of it depends on the words
    assert size < (tmp_path / name).stat().st_size < size + 1000
    assert sealed.notes(tmp_path, ROOT)[0].words == b"x" * length


def test_too_long_a_note_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(sealed.TooLong):
        sealed.seal_note(tmp_path, ROOT.inbox_public, b"x" * 65_533)
    assert not list(tmp_path.iterdir())


def test_copies_of_a_note_are_one(tmp_path: Path) -> None:
    name = sealed.seal_note(tmp_path, ROOT.inbox_public, WORDS)
    shutil.copy(tmp_path / name, tmp_path / ("0" * 32 + ".sealed"))
    sealed.seal_note(tmp_path, ROOT.inbox_public, WORDS)  # sealed anew it is another
    assert len(sealed.notes(tmp_path, ROOT)) == 2


def test_flipped_and_cut_notes_are_shown_as_unreadable(tmp_path: Path) -> None:
    data = (tmp_path / sealed.seal_note(tmp_path, ROOT.inbox_public, WORDS)).read_bytes()
    for name, damaged in {
        "a": data[:-1],
        "b": data[:50] + bytes([data[50] ^ 1]) + data[51:],
        "c": b"",
        "d": data + b"x",
    }.items():
        (tmp_path / f"{name}.sealed").write_bytes(damaged)
    words = {note.name: note.words for note in sealed.notes(tmp_path, ROOT)}
    assert [words[f"{name}.sealed"] for name in "abcd"] == [None] * 4
    assert WORDS in words.values()  # the control: the undamaged one is read


def test_a_full_inbox_refuses_and_deletes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "MOST_NOTES", 2)
    sealed.seal_note(tmp_path, ROOT.inbox_public, b"one")
    sealed.seal_note(tmp_path, ROOT.inbox_public, b"two")
    with pytest.raises(sealed.InboxFull):
        sealed.seal_note(tmp_path, ROOT.inbox_public, b"three")
    assert {note.words for note in sealed.notes(tmp_path, ROOT)} == {b"one", b"two"}


def test_a_nearly_full_disk_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "FREE_FLOOR", 1 << 60)
    with pytest.raises(sealed.InboxFull):
        sealed.seal_note(tmp_path, ROOT.inbox_public, WORDS)


def test_a_draft_is_replaced_and_the_last_version_comes_back(tmp_path: Path) -> None:
    sealed.save_draft(tmp_path, ROOT, a_draft(1, b"first"))
    sealed.save_draft(tmp_path, ROOT, a_draft(2, b"second"))
    own, others = sealed.drafts(tmp_path, ROOT)
    assert (own, others) == ([a_draft(2, b"second")], [])
    assert len(list(tmp_path.iterdir())) == 1
    sealed.drop_draft(tmp_path, a_draft().draft)
    sealed.drop_draft(tmp_path, a_draft().draft)
    assert sealed.drafts(tmp_path, ROOT) == ([], [])


def test_a_planted_draft_is_a_note_to_check_and_never_a_draft(tmp_path: Path) -> None:
    name = sealed.seal_note(tmp_path, ROOT.inbox_public, bytes(32) + b'{"draft":"x"}')
    own, (other,) = sealed.drafts(tmp_path, ROOT)
    assert own == []
    assert other.name == name


def test_a_failed_save_keeps_the_version_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed.save_draft(tmp_path, ROOT, a_draft(1, b"first"))

    def full(path: Path, data: bytes) -> None:
        raise errors.DiskFull

    monkeypatch.setattr(files, "write_new", full)
    with pytest.raises(errors.DiskFull):
        sealed.save_draft(tmp_path, ROOT, a_draft(2, b"second"))
    monkeypatch.undo()
    assert sealed.drafts(tmp_path, ROOT)[0] == [a_draft(1, b"first")]
    sealed.save_draft(tmp_path, ROOT, a_draft(2, b"second"))  # the control: with room it works
    assert sealed.drafts(tmp_path, ROOT)[0] == [a_draft(2, b"second")]


@pytest.mark.skipif(shutil.which("age") is None, reason="the age program is not installed")
def test_the_age_program_opens_a_note(tmp_path: Path) -> None:
    name = sealed.seal_note(tmp_path, ROOT.inbox_public, WORDS)
    (tmp_path / "key").write_text(ROOT.inbox_secret)
    opened = subprocess.run(
        ["age", "-d", "-i", tmp_path / "key", tmp_path / name], capture_output=True, check=True
    ).stdout
    assert opened[4 : 4 + int.from_bytes(opened[:4], "big")] == WORDS
