"""What the parts of an entry may hold, told from their slots: for entries that came from another log.

Their digests and chain prove that nobody changed them since; not that they are such as this program writes. What is
taken in is read by every page and paper from then on, so whatever could not be read has to be refused at the door.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sharedesk.domain import copies, erasure, outside, quick_share, retention
from sharedesk.domain.entry import AlteredEntry, Digest, Entry, Id, content_of
from sharedesk.domain.fold import FOLDED
from sharedesk.domain.parts import decision_from
from sharedesk.domain.person import Author, LogAgreement, PersonChange, PersonLink

_SHAPES: dict[str, Any] = {
    "author": Author,
    "agreement": LogAgreement,
    "who": PersonChange,
    "link": PersonLink,
    "log": dict[str, Any],
    "@because": str | None,
    quick_share.NOTE: str,
    "@sha256": Digest,
    "@decision": Id,
    copies.COPY: copies.AboutCopy | None,
    copies.FOR_WHOM: str | None,
    copies.RELEASED: copies.CopyBlock | None,
    copies.LEFT_OUT: copies.LeftOutOfCopy | None,
    erasure.SLOT: erasure.AboutErasure,
    outside.SLOT: outside.CopiedOutside,
    retention.REVIEWED: retention.AboutReview,
    "@imported": dict[str, Any],
    "@migrated": dict[str, Any],
    "@restored": dict[str, Any],
    "@recovered": dict[str, Any],
    "@keys_changed": dict[str, Any],
}
"""By slot, without an element's key. Every other slot of a decision's entries is an answer of the decision."""
_YEARS = range(1900, 2200)
"""At the ends of time no clock of another zone can be told."""


def see_that_it_reads(entry: Entry) -> None:
    """Raise AlteredEntry unless everything in an entry is such as this program could have written, and can be shown."""
    leaf = entry.leaf
    if leaf.at.year not in _YEARS or abs(leaf.offset) >= 24 * 60:
        raise AlteredEntry("an entry has a time that no clock shows")
    for part in entry.parts:
        content = content_of(part)
        if content is None:
            continue
        name, value = part.slot.partition("/")[0], content.value
        try:
            if name in _SHAPES:
                msgspec.convert(value, _SHAPES[name])
            elif leaf.kind in FOLDED and not name.startswith("@") and value is not None:
                decision_from({part.slot: value})
        except msgspec.ValidationError:
            raise AlteredEntry("a part does not hold what its place is for") from None
