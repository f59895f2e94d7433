"""What an `erased` entry says: which parts went, in which slots they stood, why, and on whose authority."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import AlteredEntry, Entry, Id, Slot, content_of

Category = Literal["right_to_erasure", "retention_over", "recorded_in_error", "court_order", "other"]
SLOT = "@erased"


class AboutErasure(Struct, frozen=True, kw_only=True):
    """The `@erased` part. `slots` go with `parts`, because an erased part can no longer prove where it stood."""

    parts: tuple[Id, ...]
    slots: tuple[Slot, ...]
    category: Category
    authority: str = ""


def erased_by(entry: Entry) -> list[tuple[str, str]]:
    """Id and slot of each part that an `erased` entry removed. Raises AlteredEntry."""
    for part in entry.parts:
        content = content_of(part)
        if part.slot == SLOT and content is not None:
            try:
                about = msgspec.convert(content.value, AboutErasure)
                return list(zip(about.parts, about.slots, strict=True))
            except (msgspec.ValidationError, ValueError):
                break
    raise AlteredEntry("an erasure does not say what it removed")
