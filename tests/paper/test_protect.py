"""A copy with a password: strong, whole, accessible, claiming no standard, checked before it is given."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from paper.documents import document, every_block

from sharedesk.paper import protect
from sharedesk.paper.errors import EmptyPassword, PasswordTooLong, ProtectionFailed, UnreadableDocument
from sharedesk.paper.protect import with_password
from sharedesk.paper.read_back import elements_of, hidden_text_of, structure_faults, text_of
from sharedesk.paper.render import render

PASSWORD = "korrekt Pferd ŵ \U0001f40e"


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render(document(*every_block())).pdf


@pytest.fixture(scope="module")
def protected(plain: bytes) -> bytes:
    return with_password(plain, PASSWORD)


def test_it_opens_with_the_password_only(protected: bytes) -> None:
    for wrong in ("", "Korrekt", PASSWORD + " "):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(protected), password=wrong)
    with pikepdf.open(io.BytesIO(protected), password=PASSWORD) as opened:
        assert opened.encryption.bits == 256
        assert opened.encryption.R == 6
        assert opened.allow.accessibility


def test_nothing_of_it_can_be_read_without(plain: bytes, protected: bytes) -> None:
    assert b"SD-2026-0042" in _unpacked(plain, "")
    assert b"SD-2026-0042" not in protected
    with pytest.raises(UnreadableDocument):
        text_of(protected)
    with pytest.raises(UnreadableDocument):
        elements_of(protected, "wrong")


def test_it_says_the_same_to_every_reader(plain: bytes, protected: bytes) -> None:
    assert text_of(protected, PASSWORD) == text_of(plain)
    assert elements_of(protected, PASSWORD) == elements_of(plain)
    assert structure_faults(_unpacked(protected, PASSWORD)) == []


def test_it_claims_no_standard_but_keeps_its_title(plain: bytes, protected: bytes) -> None:
    before, after = "\n".join(hidden_text_of(plain)), "\n".join(hidden_text_of(protected, PASSWORD))
    assert "pdfuaid" in before
    assert "pdfaid" in before
    assert "pdfuaid" not in after
    assert "pdfaid" not in after
    assert after.count("SD-2026-0042") == 2


def test_qpdf_opens_it(protected: bytes, tmp_path: Path) -> None:
    if not shutil.which("qpdf"):
        pytest.skip("qpdf is not installed")
    path = tmp_path / "protected.pdf"
    path.write_bytes(protected)
    told = subprocess.run(
        ["qpdf", f"--password={PASSWORD}", "--check", "--show-encryption", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert "extract for accessibility: allowed" in told.stdout


def test_an_empty_password_is_refused(plain: bytes) -> None:
    with pytest.raises(EmptyPassword, match="password is empty"):
        with_password(plain, "")


def test_a_password_that_would_be_cut_off_is_refused(plain: bytes) -> None:
    assert with_password(plain, "a" * 127)
    for password in ("a" * 128, "ŵ" * 64):
        with pytest.raises(PasswordTooLong):
            with_password(plain, password)


@pytest.mark.parametrize("junk", [b"", b"not a PDF", b"%PDF-1.7\n"])
def test_what_is_no_document_is_refused(junk: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        with_password(junk, PASSWORD)


def test_a_copy_that_is_another_document_is_never_given(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault: what is saved lacks a page. The control is every other test here, which passes the same check."""
    save = pikepdf.Pdf.save

    def lose_a_page(self: pikepdf.Pdf, *args: object, **kwargs: object) -> None:
        del self.pages[-1]
        save(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(protect.pikepdf.Pdf, "save", lose_a_page)
    with pytest.raises(ProtectionFailed):
        with_password(plain, PASSWORD)


def test_a_copy_that_is_not_encrypted_is_never_given(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    save = pikepdf.Pdf.save

    def forget(self: pikepdf.Pdf, out: io.BytesIO, **kwargs: object) -> None:
        kwargs.pop("encryption")
        save(self, out, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(protect.pikepdf.Pdf, "save", forget)
    with pytest.raises(ProtectionFailed):
        with_password(plain, PASSWORD)


def _unpacked(pdf: bytes, password: str) -> bytes:
    """The same without encryption or compression."""
    with pikepdf.open(io.BytesIO(pdf), password=password) as opened:
        out = io.BytesIO()
        opened.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()
