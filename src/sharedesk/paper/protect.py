"""A copy of a printed document that opens only with a password: AES-256, by pikepdf, in memory.

A protected copy may claim neither PDF/UA nor PDF/A (both would have to be readable without the password), so the
claims are taken out of its metadata. Everything else stays, the tags included, and screen readers are let in.
"""

from __future__ import annotations

import io

import pikepdf

from sharedesk.paper.errors import EmptyPassword, PasswordTooLong, ProtectionFailed
from sharedesk.paper.metadata import xmp
from sharedesk.paper.opened import opened

_MOST_BYTES = 127
"""ISO 32000-2, 7.6.4.3.3: what of a password counts."""
_OF_THE_FILE = {"/Length", "/Filter", "/DecodeParms", "/Extensions"}
"""Entries that say how the file is written, not what it says. AES-256 is itself an extension of PDF 1.7."""
_PERMISSIONS = pikepdf.Permissions(accessibility=True)


def with_password(pdf: bytes, password: str) -> bytes:
    """The same document, encrypted. Read back with the password and compared before it is returned.

    Raises EmptyPassword, PasswordTooLong, UnreadableDocument if `pdf` is not one, and ProtectionFailed if what was
    made does not open, or opens as another document.
    """
    if not password:
        raise EmptyPassword
    if len(password.encode("utf-8", "surrogatepass")) > _MOST_BYTES:
        raise PasswordTooLong
    out = io.BytesIO()
    with opened(pdf) as document:
        _make_no_claims(document)
        expected = _content(document)
        document.save(
            out,
            encryption=pikepdf.Encryption(owner=password, user=password, R=6, allow=_PERMISSIONS),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,  # it would write the metadata anew
        )
    protected = out.getvalue()
    _check(protected, password, expected)
    return protected


def _make_no_claims(document: pikepdf.Pdf) -> None:
    """Replace the metadata by one that names no standard."""
    title = str(document.docinfo.get("/Title", ""))
    language = str(document.Root.get("/Lang", "en-GB"))
    stream = document.make_stream(xmp(title, language, standards=False))
    stream.Type, stream.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    document.Root.Metadata = stream


def _content(document: pikepdf.Pdf) -> list[bytes]:
    """All that the document holds, reached from its root, in one order whatever the objects' numbers."""
    found: list[bytes] = []
    numbers: dict[tuple[int, int], int] = {}
    waiting: list[pikepdf.Object] = [document.Root]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream)):
            if thing.is_indirect:
                if thing.objgen in numbers:
                    found.append(b"again %d" % numbers[thing.objgen])
                    continue
                numbers[thing.objgen] = len(numbers)
            if isinstance(thing, pikepdf.Array):
                found.append(b"array %d" % len(thing))
                waiting.extend(thing[i] for i in range(len(thing)))
                continue
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_bytes())
            keys = sorted(key for key in thing.keys() if key not in _OF_THE_FILE)  # noqa: SIM118
            found.append(" ".join(keys).encode())
            waiting.extend(thing[key] for key in keys)
        else:
            found.append(repr(thing).encode())
    return found


def _check(protected: bytes, password: str, expected: list[bytes]) -> None:
    """Refuse a copy that opens without the password, does not open with it, or is not the same document inside."""
    try:
        with pikepdf.open(io.BytesIO(protected)):
            raise ProtectionFailed
    except pikepdf.PasswordError:
        pass  # As it should be: it does not open without.
    try:
        with pikepdf.open(io.BytesIO(protected), password=password) as copy:
            same = _content(copy) == expected
            strong = copy.encryption.bits == 256 and copy.allow.accessibility
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise ProtectionFailed from error
    if not (same and strong):
        raise ProtectionFailed
