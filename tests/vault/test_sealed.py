"""Emergency notes and drafts: written without the passphrase or with it, read only with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sharedesk.vault import errors, files, sealed
from sharedesk.vault.keys import Root
from sharedesk.vault.sealed import Draft

ROOT, OTHER = Root(bytes(range(32))), Root(bytes(32))
WORDS = "Rang the duty team at once: Óscar is hurt.".encode()


def a_draft(counter: int = 1, content: bytes = WORDS) -> Draft:
    return Draft(draft="ab" * 16, counter=counter, base="cd" * 16, content=content)


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
    planted = sealed.seal(ROOT.inbox_public, bytes(32) + b'{"draft":"x"}', sealed.DRAFT_SIZES)
    (tmp_path / "planted.sealed").write_bytes(planted)
    own, (other,) = sealed.drafts(tmp_path, ROOT)
    assert own == []
    assert other.path.name == "planted.sealed"


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


def test_a_planted_file_whose_head_never_ends_is_passed_over_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """To read a head of a hundred kilobytes takes age some seconds, of a megabyte minutes."""

    def never(*_: object) -> None:
        pytest.fail("it was given to age")

    monkeypatch.setattr(sealed.pyrage, "decrypt", never)
    ours = sealed.seal(ROOT.inbox_public, b"words", sealed.DRAFT_SIZES)
    planted = ours[:60] + b'{"a":' * 20_000 + ours[60:]
    assert sealed.opened(ROOT, planted) is None
    monkeypatch.undo()
    assert sealed.opened(ROOT, ours) == b"words"  # the control
