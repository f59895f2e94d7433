"""Where an emergency note goes when something is wrong with the log's place, and that it is found again."""

from __future__ import annotations

import shutil
import threading
from datetime import datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedesk.desk import quick_share
from sharedesk.desk.quick_share import NoteGone, NoteWriter
from sharedesk.domain.person import Author
from sharedesk.domain.quick_share import QuickNote, Told, decode_note, encode_note, new_note
from sharedesk.vault import errors, header, inbox, keys, sealed
from sharedesk.vault.vault import create

WHEN = datetime(2026, 3, 14, 14, 2, tzinfo=timezone(timedelta(hours=0)))


@pytest.fixture(autouse=True)
def account(tmp_path, monkeypatch):
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))
    return tmp_path / "account"


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "stick" / "log", "words", Author(name="Ada Example"), practice=True, cost=keys.FLOOR)
    with made:
        yield made


@pytest.fixture
def pin(vault):
    return vault.root.inbox_public


def a_note(shared: str = "He is at home alone with the man.") -> QuickNote:
    return msgspec.structs.replace(new_note(WHEN), told=Told(name="D. Uty"), shared=shared, why=("danger_now",))


def later(note: QuickNote, shared: str) -> QuickNote:
    return msgspec.structs.replace(note, shared=shared)


def waiting(vault) -> list[str]:
    return sorted(found.note.shared for found in quick_share.to_check(vault))


@pytest.fixture
def stick(vault, tmp_path):
    """Pulls the stick that the log is on, and puts it back."""

    class Stick:
        def pull(self) -> None:
            (tmp_path / "stick").rename(tmp_path / "pulled")

        def put_back(self) -> None:
            (tmp_path / "pulled").rename(tmp_path / "stick")

    return Stick()


def test_a_stick_pulled_while_somebody_types_loses_nothing(vault, pin, stick, tmp_path):
    writer, note = NoteWriter(vault.folder, pin), a_note()
    writer.seal(later(note, "He is at"), saved=False)
    assert writer.troubles == ()
    stick.pull()
    writer.seal(later(note, "He is at home"), saved=False)
    assert "elsewhere" in writer.troubles
    writer.seal(later(note, "He is at home alone."), saved=True)
    assert not (tmp_path / "stick").exists(), "nothing is made where the stick comes back"
    stick.put_back()
    assert waiting(vault) == ["He is at", "He is at home alone."]
    saved = next(found for found in quick_share.to_check(vault) if found.note.saved)
    assert quick_share.adopt(vault, saved.sha256).reference == note.reference


def test_without_the_stick_from_the_start_the_key_seen_before_does(vault, pin, stick):
    stick.pull()
    writer = NoteWriter(vault.folder, pin)
    assert set(writer.troubles) == {"header_lost", "elsewhere"}
    note = writer.seal(a_note(), saved=True)
    stick.put_back()
    (found,) = quick_share.to_check(vault)
    assert found.note == note


def test_without_a_key_nothing_is_written(vault, stick, account, tmp_path):
    stick.pull()
    for folder in (vault.folder, None):
        with pytest.raises(inbox.NoKeyKnown):
            NoteWriter(folder).seal(a_note(), saved=True)
    assert not account.exists()
    assert not list(tmp_path.glob("**/*.new"))


FAULTS = {
    "full": errors.DiskFull, "read-only": errors.ReadOnly, "failing": errors.StorageFailed, "gone": FileNotFoundError,
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_where_the_logs_place_cannot_take_it_this_accounts_own_does(vault, pin, monkeypatch, fault):
    writer, note = NoteWriter(vault.folder, pin), a_note()
    writer.seal(later(note, "He is"), saved=False)
    real = inbox.files.write_whole

    def failing(path, data, **more):
        if path.parent.parent == vault.folder:
            raise FAULTS[fault]
        real(path, data, **more)

    with monkeypatch.context() as broken:
        broken.setattr(inbox.files, "write_whole", failing)
        sealed_now = writer.seal(note, saved=True)
        assert "elsewhere" in writer.troubles
    assert [found.note for found in quick_share.to_check(vault)] == [sealed_now], "and the version before is gone"
    writer.drop()
    assert quick_share.to_check(vault) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_where_neither_place_can_the_words_stay_the_last_version_stands_and_trying_again_works(
    vault, pin, monkeypatch, fault
):
    writer, note = NoteWriter(vault.folder, pin), a_note()
    before = writer.seal(later(note, "He is"), saved=False)

    def failing(path, data, **more):
        raise FAULTS[fault] if path.parent.parent == vault.folder else errors.DiskFull

    with monkeypatch.context() as broken:
        broken.setattr(inbox.files, "write_whole", failing)
        with pytest.raises(errors.DiskFull if fault == "gone" else FAULTS[fault]) as said:
            writer.seal(note, saved=True)
    assert note.shared not in str(said.value)
    assert [found.note for found in quick_share.to_check(vault)] == [before]
    after = writer.seal(note, saved=True)
    assert [found.note for found in quick_share.to_check(vault)] == [after]


def test_a_full_inbox_is_refused_and_not_got_round(vault, pin, monkeypatch, account):
    monkeypatch.setattr(inbox, "MOST_NOTES", 1)
    first = NoteWriter(vault.folder, pin).seal(a_note("One."), saved=True)
    writer = NoteWriter(vault.folder, pin)
    with pytest.raises(inbox.InboxFull):
        writer.seal(a_note("Two."), saved=True)
    assert not account.exists()
    (found,) = quick_share.to_check(vault)
    assert found.note == first
    quick_share.adopt(vault, found.sha256)
    writer.seal(a_note("Two."), saved=True)
    assert waiting(vault) == ["Two."]


def test_a_swapped_key_neither_reads_nor_loses_a_note(vault, pin):
    theirs = keys.Root(bytes(range(32)))
    right = {name: (vault.folder / name).read_bytes() for name in (header.NAME, header.COPY)}
    body = msgspec.structs.replace(vault.header.body, inbox=theirs.inbox_public)
    header.write(vault.folder, body, theirs)
    writer = NoteWriter(vault.folder, pin)
    assert writer.troubles == ("key_differs",)
    note = writer.seal(a_note(), saved=True)
    assert inbox.notes(vault.folder, theirs) == []
    for name, data in right.items():
        (vault.folder / name).write_bytes(data)
    assert [found.note for found in quick_share.to_check(vault)] == [note]


def test_several_logs_each_find_their_own(vault, pin, tmp_path):
    other, _ = create(tmp_path / "other", "words", Author(name="Ada Example"), practice=True, cost=keys.FLOOR)
    with other:
        NoteWriter(None, pin).seal(a_note("For the first."), saved=True)
        NoteWriter(None, other.root.inbox_public).seal(a_note("For the other."), saved=True)
        assert waiting(vault) == ["For the first."]
        assert waiting(other) == ["For the other."]


def test_a_clock_that_is_wrong_changes_nothing_but_the_order(vault, pin):
    for years, said in ((-40, "long ago"), (70, "far ahead"), (0, "now")):
        when = WHEN.replace(year=WHEN.year + years)
        NoteWriter(vault.folder, pin, now=lambda when=when: when).seal(a_note(said), saved=True)
    assert [found.note.shared for found in quick_share.to_check(vault)] == ["far ahead", "now", "long ago"]
    for found in quick_share.to_check(vault):
        quick_share.adopt(vault, found.sha256)
    assert quick_share.to_check(vault) == []


def test_two_forms_at_once_each_have_their_note(vault, pin):
    def write(said: str) -> None:
        writer, note = NoteWriter(vault.folder, pin), a_note()
        for length in range(1, len(said) + 1):
            writer.seal(later(note, said[:length]), saved=length == len(said))

    forms = [threading.Thread(target=write, args=(said,)) for said in ("In the kitchen.", "In the school.")]
    for form in forms:
        form.start()
    for form in forms:
        form.join()
    assert waiting(vault) == ["In the kitchen.", "In the school."]
    assert all(found.note.saved for found in quick_share.to_check(vault))


def test_what_is_typed_after_an_unfinished_note_was_taken_in_turns_up_as_another(vault, pin):
    writer, note = NoteWriter(vault.folder, pin), a_note()
    writer.seal(later(note, "He is"), saved=False)
    (unfinished,) = quick_share.to_check(vault)
    first = quick_share.adopt(vault, unfinished.sha256)
    assert quick_share.to_check(vault) == []
    writer.seal(later(note, "He is at home alone."), saved=True)
    (found,) = quick_share.to_check(vault)
    assert found.note.shared == "He is at home alone."
    assert found.reference_taken
    second = quick_share.adopt(vault, found.sha256)
    assert (first.reference, first.id == second.id) == (note.reference, False)


def test_a_version_sealed_between_the_look_and_the_decision_is_not_decided_unseen(vault, pin):
    writer, note = NoteWriter(vault.folder, pin), a_note()
    writer.seal(later(note, "He is"), saved=False)
    (seen,) = quick_share.to_check(vault)
    writer.seal(later(note, "He is at home alone."), saved=True)
    for decide in (
        lambda: quick_share.adopt(vault, seen.sha256),
        lambda: quick_share.reject(vault, [seen.sha256], "No."),
    ):
        with pytest.raises(NoteGone):
            decide()
    assert waiting(vault) == ["He is at home alone."]


def test_one_that_cannot_be_read_just_now_keeps_no_other_from_the_list(vault, pin, monkeypatch):
    for said in ("One.", "Two."):
        NoteWriter(vault.folder, pin).seal(a_note(said), saved=True)
    first = min((vault.folder / "inbox").iterdir())
    real = sealed.os.open

    def failing(path, *more):
        if path == first:
            raise OSError(5, "a bad sector")
        return real(path, *more)

    monkeypatch.setattr(sealed.os, "open", failing)
    opens = [found.opens for found in quick_share.to_check(vault)]
    assert sorted(opens) == [False, True]
    assert quick_share.how_many(vault) == 2


def test_a_copy_of_the_inbox_put_back_is_known(vault, pin, tmp_path):
    NoteWriter(vault.folder, pin).seal(a_note(), saved=True)
    shutil.copytree(vault.folder / "inbox", tmp_path / "copy")
    quick_share.adopt(vault, quick_share.to_check(vault)[0].sha256)
    shutil.copytree(tmp_path / "copy", vault.folder / "inbox", dirs_exist_ok=True)
    assert quick_share.how_many(vault) == 0
    assert quick_share.to_check(vault) == []


@given(said=st.text(), line=st.text(st.characters(exclude_categories=())), at=st.text(max_size=40))
def test_whatever_is_typed_comes_back(said, line, at):
    """But half a character, and U+0000, which no log keeps."""
    note = msgspec.structs.replace(a_note(said), why_line=line, said_at=at)
    back = decode_note(encode_note(note))
    assert back is not None
    assert back.shared == said.replace("\0", "\N{REPLACEMENT CHARACTER}")
    assert back.shared_at is None or back.shared_at.said == back.said_at.strip()
    assert encode_note(back) == encode_note(note)
