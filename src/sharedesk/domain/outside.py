"""What a `copied_outside` entry says: where a copy of the whole log was put that nothing here can reach any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from sharedesk.domain.entry import AlteredEntry, Digest, Entry, content_of

SLOT = "@copied_outside"
_LONGEST_PLACE = 4_000


class CopiedOutside(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `@copied_outside` part. The copy holds the log's first `entries` entries, up to `head`."""

    place: Annotated[str, Meta(max_length=_LONGEST_PLACE)]
    """The file, in full, as this computer called it then."""
    at: Annotated[datetime, Meta(tz=True)]
    """When it was made, UTC."""
    entries: Annotated[int, Meta(ge=0)]
    head: Digest


def said_place(place: str) -> str:
    """A place as it can be kept: a file's name may hold what is no text, and be of any length."""
    return place.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")[-_LONGEST_PLACE:]


def copies_outside(entries: Iterable[Entry]) -> list[CopiedOutside]:
    """Every copy that the entries about a log tell of, each once, the first made first. Raises AlteredEntry."""
    found: dict[CopiedOutside, None] = {}
    for entry in entries:
        if entry.leaf.kind == "copied_outside":
            found[_told_by(entry)] = None
    return sorted(found, key=lambda copy: copy.at)


def _told_by(entry: Entry) -> CopiedOutside:
    for part in entry.parts:
        content = content_of(part)
        if part.slot == SLOT and content is not None:
            try:
                return msgspec.convert(content.value, CopiedOutside)
            except msgspec.ValidationError:
                break
    raise AlteredEntry("an entry does not say where a copy was put")
