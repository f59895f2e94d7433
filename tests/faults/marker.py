"""A word that is nowhere else, in every form in which it could stand in a file."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

WORD = "Zéphyrine-Quillfeather-Xenolith"
"""Typed by hand, on an English keyboard: Latin 1 alone."""


def forms(word: str = WORD) -> dict[str, bytes]:
    """The word by how it is written. Base64 at each offset, without the ends, which neighbours share."""
    plain = {code: word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1")}
    in_64 = {f"base64 at {shift}": base64.b64encode(b"\0" * shift + word.encode())[4:-4] for shift in range(3)}
    return {
        **plain, **in_64, "JSON": json.dumps(word).strip('"').encode(), "percent": quote(word).encode(),
        "hexadecimal": word.encode().hex().encode(), "small letters": word.lower().encode(),
        "a part of it": word.split("-")[1].encode(), "a part, small": word.split("-")[1].lower().encode(),
        "quoted printable": word.encode().replace(b"\xc3\xa9", b"=C3=A9"),
    }  # fmt: skip


FORMS = forms()


def found_in(data: bytes) -> list[str]:
    """In which forms the word is in some bytes, or in what they are when unpacked."""
    return [form for form, wanted in FORMS.items() if wanted in data]


def found_under(folders: Iterable[Path]) -> list[str]:
    """Files under some folders that hold the word or bear it."""
    paths = [path for folder in folders for path in [folder, *folder.rglob("*")]]
    return [
        f"{path.name}: {forms}" for path in paths
        if (forms := found_in(str(path).encode()) or (found_in(unpacked(path.read_bytes())) if path.is_file() else []))
    ]  # fmt: skip


def unpacked(data: bytes) -> bytes:
    """Some bytes, and what follows every place in them where something packed by zlib may begin."""
    parts = [data]
    for start in (at for head in (b"\x78\x01", b"\x78\x9c", b"\x78\xda") for at in _places(data, head)):
        try:
            parts.append(zlib.decompressobj().decompress(data[start:], 1 << 20))
        except zlib.error:
            continue
    return b"\0".join(parts)


def _places(data: bytes, wanted: bytes) -> Iterable[int]:
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)
