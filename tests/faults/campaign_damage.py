"""Damage never shows wrong text: flips of single bits, and pages and files cut, zeroed and exchanged (`make faults`).

Every file of a log and of its backup, each damaged by itself; then all that a person could be shown is read, piece by
piece, and compared. FLIPS sets how many flips for each kind of file (default 1,000), SEED repeats a run.
"""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest
from faults import damage, full_log, table, views

from sharedesk.vault import database, inbox, restore, sealed

FLIPS = int(os.environ.get("FLIPS", "1000"))


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> full_log.Log:
    return full_log.make(tmp_path_factory.mktemp("pattern") / "log")


@pytest.fixture
def log(pattern: full_log.Log, tmp_path: Path) -> full_log.Log:
    return pattern.copy(tmp_path / "log")


@pytest.fixture
def dice() -> random.Random:
    print(f"\nSEED={damage.SEED}")  # noqa: T201 - so that a run can be repeated
    return random.Random(damage.SEED)


def test_flips_in_the_database(log: full_log.Log, dice: random.Random) -> None:
    """Each flip is said, except in the salt, which the key has of its own: there all is as it was."""
    judged, tally, salt = damage.Database(log), damage.Tally(), 0
    assert judged.checked == ()
    for _ in range(FLIPS):
        what, data = damage.flipped(judged.data, dice)
        outcome = judged.judge(data)
        tally.add(what, outcome)
        in_salt = data[: damage.CIPHER] != judged.data[: damage.CIPHER]
        salt += in_salt
        assert outcome.found or in_salt, what
    assert tally.wrong == []
    where = f"a database of {len(judged.data) // damage.PAGE} pages"
    table.note(13, f"flips in {where}: {tally}" + (f" ({salt} in the salt: nothing changes)" if salt else ""))


def test_every_page_spoilt_and_the_database_cut_at_every_page(log: full_log.Log, dice: random.Random) -> None:
    judged, tally = damage.Database(log), damage.Tally()
    for what, data in damage.pages_spoilt(judged.data, dice):
        outcome = judged.judge(data)
        tally.add(what, outcome)
        assert outcome.found or data == judged.data, what
    assert tally.wrong == []
    table.note(13, f"pages zeroed, overwritten, exchanged, cut at each: {tally}")


def test_flips_in_header_and_copy(log: full_log.Log, dice: random.Random) -> None:
    """In one of the two, and in both."""
    judged, tally = damage.Headers(log), damage.Tally()
    for _ in range(FLIPS):
        (one, first), (two, copy) = damage.flipped(judged.data, dice), damage.flipped(judged.data, dice)
        tally.add(f"header, {one}", judged.judge(first, judged.data))
        tally.add(f"copy, {two}", judged.judge(judged.data, copy))
        both = judged.judge(first, copy)
        tally.add(f"both, {one}, {two}", both)
        assert both.found
    for cut in range(len(judged.data)):
        tally.add(f"header cut at {cut}", judged.judge(judged.data[:cut], judged.data))
        both = judged.judge(judged.data[:cut], judged.data[:cut])
        tally.add(f"both cut at {cut}", both)
        assert both.found
    assert tally.wrong == []
    table.note(13, f"flips in header, copy and both, and cut at every byte: {tally}")


def test_flips_in_a_backup(log: full_log.Log, dice: random.Random, tmp_path: Path) -> None:
    judged, tally = damage.Backup(log, tmp_path), damage.Tally()
    for _ in range(FLIPS):
        what, data = damage.flipped(judged.data, dice)
        tally.add(what, judged.judge(data))
    for cut in range(0, len(judged.data), 512):
        tally.add(f"cut at {cut}", judged.judge(judged.data[:cut]))
    assert tally.wrong == []
    table.note(13, f"flips in a backup, and cut at every block: {tally}")


def test_damaged_backups_restored(log: full_log.Log, dice: random.Random, tmp_path: Path) -> None:
    """Whole restores of damaged backups: refused with nothing put there, or the log as it was."""
    judged = damage.Backup(log, tmp_path)
    with log.open() as vault:
        was = views.of(vault.store, full_log.WORDS)
    tally, place = damage.Tally(), tmp_path / "restored"
    for number in range(max(1, FLIPS // 5)):
        # half of them where the tar's own heads are, which no digest covers
        near = judged.data.find(b"ustar", dice.randrange(len(judged.data))) if number % 2 else -1
        at = near + dice.randrange(-257, 255) if near > 257 else dice.randrange(len(judged.data))
        judged.file.write_bytes(damage.put(judged.data, at, bytes([judged.data[at] ^ 1 << dice.randrange(8)])))
        folder = place / str(number)
        try:
            restored = restore.restore(judged.file, folder, lambda head: log.root, lambda plan: True).vault
        except restore.errors.VaultError:
            assert not folder.exists()
            assert not place.exists() or not any(place.iterdir())
            tally.add(f"byte {at}", damage.Outcome((), found=True))
            continue
        with restored:
            now = views.of(restored.store, full_log.WORDS)
        tally.add(
            f"byte {at}", damage.Outcome(views.compared(but_for_restoring(was), but_for_restoring(now)).wrong, False)
        )
        folder.rename(tmp_path / f"looked at {number}")
    assert tally.wrong == []
    table.note(13, f"damaged backups restored: {tally}")


def but_for_restoring(shown: dict[str, object]) -> dict[str, object]:
    """Without what is said of the log itself: that it was restored."""
    return {name: what for name, what in shown.items() if name.split(" ")[0] in ("newest", "owed", "people", "find")}


def test_flips_in_notes_and_drafts(log: full_log.Log, dice: random.Random) -> None:
    judged, tally = damage.Sealed(log), damage.Tally()
    for number in range(FLIPS):
        path = judged.files[number % len(judged.files)]
        what, data = damage.flipped(path.read_bytes(), dice)
        outcome = judged.judge(path, data)
        tally.add(f"{path.name}: {what}", outcome)
    for path in judged.files:
        whole = path.read_bytes()
        for cut in range(0, len(whole), max(1, len(whole) // 200)):
            outcome = judged.judge(path, whole[:cut])
            tally.add(f"{path.name} cut at {cut}", outcome)
            assert outcome.found
    assert tally.wrong == []
    table.note(13, f"flips in notes and drafts, and cut: {tally}")


# ---- the controls ---------------------------------------------------------------------------------------------------


def test_without_a_mac_on_its_pages_wrong_text_would_be_shown_and_found(
    log: full_log.Log, dice: random.Random, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = damage.without_hmac(log, tmp_path / "bare")
    monkeypatch.setattr(database, "_SETTINGS", "PRAGMA cipher_use_hmac = OFF;" + database._SETTINGS)
    judged, tally = damage.Database(bare), damage.Tally()
    for _ in range(min(FLIPS, 100)):
        tally.add(*_judged(judged, damage.flipped(judged.data, dice)))
    assert tally.wrong
    table.note(
        13, "", control=f"a database without a MAC: {tally.tried} flips, {len(tally.wrong)} pieces shown wrong, found"
    )


def _judged(judged: damage.Database, damaged: tuple[str, bytes]) -> tuple[str, damage.Outcome]:
    """Damage that nothing shows may also be a fault of the program."""
    try:
        return damaged[0], judged.judge(damaged[1])
    except Exception:  # noqa: BLE001 - whatever it is
        return damaged[0], damage.Outcome(("a fault",), found=False)


def test_a_header_whose_mac_nobody_looked_at_would_be_found(log: full_log.Log, dice: random.Random) -> None:
    """Damage with a digest that fits is what somebody does on purpose: only the MAC shows it."""
    judged, unseen = damage.Headers(log), 0
    for _ in range(FLIPS):
        _, body = damage.flipped(judged.data[:-64], dice)
        forged = body + hashlib.sha256(body).digest() + judged.data[-32:]
        unseen += bool(judged.judge(forged, forged, verified=False).wrong)
        assert "body" not in judged.judge(forged, forged).wrong
    assert unseen
    table.note(13, "", control=f"a header whose MAC is not looked at: {unseen} others shown, found")


def test_a_note_with_other_words_is_found_to_be_another(log: full_log.Log) -> None:
    judged = damage.Sealed(log)
    other = sealed.seal(log.root.inbox_public, b"Words that nobody wrote.", inbox.SIZES)
    assert judged.judge(judged.files[0], other).wrong == (judged.files[0].name,)
