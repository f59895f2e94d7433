"""Emergency notes: written without the passphrase, in whatever state the log is in, and read only with it."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sharedesk.vault import header, inbox, sealed
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


@pytest.mark.skipif(shutil.which("age") is None, reason="the age program is not installed")
def test_a_note_that_the_age_program_sealed_is_read(log: Path) -> None:
    plain = len(WORDS).to_bytes(4, "big") + WORDS + bytes(1024 - 4 - len(WORDS))
    made = log / "inbox" / inbox.new_name()
    subprocess.run(["age", "-r", ROOT.inbox_public, "-o", made], input=plain, check=True)
    assert [note.words for note in inbox.notes(log, ROOT)] == [WORDS]


# ---- Where a note goes ----


@pytest.fixture
def header_of(log: Path):
    """Gives the log a header with the inbox's key of a root."""

    def write(root: Root) -> None:
        header.write(
            log, header.Body(log="0" * 32, sequence=1, practice=False, inbox=root.inbox_public, slots=()), root
        )

    write(ROOT)
    return write


def test_a_note_goes_into_the_log_by_the_key_in_its_header(log: Path, header_of) -> None:
    assert inbox.find_target(log) == Target(log / "inbox", ROOT.inbox_public)
    assert inbox.find_target(log, ROOT.inbox_public) == Target(log / "inbox", ROOT.inbox_public)


@pytest.mark.parametrize("pin", ["age1" + "q" * 58, "age1", "\0", OTHER.inbox_secret])
def test_a_pin_that_is_no_key_is_as_good_as_none(log: Path, header_of, pin: str) -> None:
    assert inbox.find_target(log, pin) == Target(log / "inbox", ROOT.inbox_public)
    with pytest.raises(inbox.NoKeyKnown):
        inbox.find_target(None, pin)


def test_where_the_key_is_another_than_was_seen_the_note_waits_outside_for_the_one_that_was_seen(
    log: Path, header_of
) -> None:
    header_of(OTHER)
    target = inbox.find_target(log, ROOT.inbox_public)
    assert target.troubles == ("key_differs",)
    inbox.seal(target, inbox.new_name(), WORDS)
    assert not list((log / "inbox").iterdir()), "whose folder this is nobody can say"
    assert [note.words for note in inbox.notes(log, ROOT)] == [WORDS]
    assert inbox.notes(log, OTHER) == []


@pytest.mark.parametrize("damage", ["gone", "cut", "a key that is none", "a folder in its place"])
def test_without_a_header_the_key_that_was_seen_does(log: Path, header_of, damage: str) -> None:
    for name in (header.NAME, header.COPY):
        path = log / name
        data = path.read_bytes()
        path.unlink()
        if damage == "cut":
            path.write_bytes(data[:-1])
        elif damage == "a key that is none":
            signed = data[:-64].replace(ROOT.inbox_public.encode(), b"age1" + b"q" * 58)
            path.write_bytes(signed + hashlib.sha256(signed).digest() + bytes(32))
        elif damage == "a folder in its place":
            path.mkdir()
    with pytest.raises(inbox.NoKeyKnown):
        inbox.find_target(log)
    target = inbox.find_target(log, ROOT.inbox_public)
    assert target == Target(log / "inbox", ROOT.inbox_public, ("header_lost",))
    inbox.seal(target, inbox.new_name(), WORDS)
    assert [note.words for note in inbox.notes(log, ROOT)] == [WORDS]


def test_where_the_folder_was_nothing_is_made(log: Path, header_of, tmp_path: Path) -> None:
    """A stick's folder made anew would be hidden when the stick comes back, and the note with it."""
    target = inbox.find_target(log)
    log.rename(tmp_path / "stick")
    with pytest.raises(FileNotFoundError):
        inbox.seal(target, inbox.new_name(), WORDS)
    assert not log.exists()
    inbox.drop(target, inbox.new_name())
    outside = inbox.find_target(log, ROOT.inbox_public)
    assert outside.troubles == ("header_lost", "elsewhere")
    inbox.seal(outside, inbox.new_name(), WORDS)
    (tmp_path / "stick").rename(log)
    assert [note.words for note in inbox.notes(log, ROOT)] == [WORDS]


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other permissions there")
def test_outside_only_this_account_may_look(log: Path, tmp_path: Path) -> None:
    target = inbox.find_target(None, ROOT.inbox_public)
    inbox.seal(target, name := inbox.new_name(), WORDS)
    assert oct((target.folder / name).stat().st_mode & 0o777) == "0o600"
    for folder in (target.folder, target.folder.parent, tmp_path / "account"):
        assert oct(folder.stat().st_mode & 0o777) == "0o700"


# ---- What somebody else has put there ----


def test_a_link_in_the_place_of_the_inbox_leads_nowhere(log: Path, header_of, tmp_path: Path) -> None:
    target = inbox.find_target(log)
    (log / "inbox").rename(tmp_path / "theirs")
    link(log / "inbox", tmp_path / "theirs")
    with pytest.raises(FileNotFoundError):
        inbox.seal(target, inbox.new_name(), WORDS)
    assert inbox.find_target(log).troubles == ("elsewhere",)
    inbox.seal(Target(tmp_path / "theirs", ROOT.inbox_public), inbox.new_name(), WORDS)
    assert inbox.notes(log, ROOT) == []


def test_what_is_no_file_is_passed_over_and_the_others_are_read(log: Path, tmp_path: Path) -> None:
    name = seal(log)
    (log / "inbox" / "folder.sealed").mkdir()
    link(log / "inbox" / "link.sealed", log / "inbox" / name)
    link(log / "inbox" / "nowhere.sealed", tmp_path / "nowhere")
    if hasattr(os, "mkfifo"):
        os.mkfifo(log / "inbox" / "pipe.sealed")  # whoever opens it to read waits for ever
    (note,) = inbox.notes(log, ROOT)
    assert inbox.waiting(log, ROOT) == {note.sha256}
    inbox.remove([note], log, ROOT)
    assert not (log / "inbox" / name).exists()


def link(path: Path, to: Path) -> None:
    try:
        path.symlink_to(to)
    except OSError:
        pytest.skip("links cannot be made here")


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_read(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = sorted([seal(log, b"bad"), seal(log, b"good")])
    real = sealed.os.open

    def failing(path, *more):
        if Path(path).name == bad:
            raise OSError(errno.EIO, "a bad sector")
        return real(path, *more)

    with monkeypatch.context() as fault:
        fault.setattr(sealed.os, "open", failing)
        words = {note.path.name: note.words for note in inbox.notes(log, ROOT)}
        assert words[bad] is None
        assert words[good] is not None
        unreadable = next(note for note in inbox.notes(log, ROOT) if note.words is None)
        assert unreadable.sha256 in inbox.waiting(log, ROOT)
    inbox.remove([unreadable], log, ROOT)
    assert (log / "inbox" / bad).exists(), "it can be read again, and nobody has seen what it says"


def test_a_flood_fills_neither_the_memory_nor_the_day(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_MOST_LISTED", 20)
    for number in range(50):
        (log / "inbox" / f"{number:032}.sealed").write_bytes(b"planted %d" % number)
    assert len(inbox.notes(log, ROOT)) == len(inbox.waiting(log, ROOT)) == 20
    for _ in range(3):
        inbox.remove(inbox.notes(log, ROOT), log, ROOT)
    assert not list((log / "inbox").iterdir()), "looked through by and by"


def test_no_more_is_read_of_a_flood_than_a_quota_twice(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST_BYTES", 100_000)
    for number in range(10):
        (log / "inbox" / f"{number:032}.sealed").write_bytes(bytes(10_000_000))
    read = [len(file) for _, file in inbox._first(log / "inbox")]
    assert read == [2 * inbox.SIZES[-1]] * 2


def test_a_flood_is_counted_no_further_than_the_quota(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(inbox.MOST_NOTES + 50):
        (log / "inbox" / f"{number:032}.sealed").write_bytes(b"")
    looked = []
    real = os.scandir

    class Counted:
        def __init__(self, folder) -> None:
            self._real = real(folder)

        def __enter__(self) -> Iterator[os.DirEntry]:
            return (looked.append(entry) or entry for entry in self._real.__enter__())

        def __exit__(self, *about: object) -> None:
            self._real.__exit__(*about)

    monkeypatch.setattr(inbox.os, "scandir", Counted)
    with pytest.raises(inbox.InboxFull):
        seal(log)
    assert len(looked) == inbox.MOST_NOTES


def test_a_version_that_takes_the_place_of_one_that_is_being_removed_stays(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its writer goes on typing in another window, in the very moment in which the earlier one is taken in."""
    name = seal(log, b"the earlier words")
    gone = inbox.notes(log, ROOT)
    real = Path.rename

    def late(path: Path, to: Path) -> Path:
        seal(log, b"the later words", name)
        return real(path, to)

    with monkeypatch.context() as fault:
        fault.setattr(Path, "rename", late)
        inbox.remove(gone, log, ROOT)
    assert [note.words for note in inbox.notes(log, ROOT)] == [b"the later words"]
