"""What a decision looks like now: the fold of its entries, with the earlier versions of every answer beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from sharedesk.domain.decision import Decision
from sharedesk.domain.entry import OF_A_DECISION, Entry, content_of
from sharedesk.domain.order import in_order
from sharedesk.domain.parts import decision_from

FOLDED = OF_A_DECISION | {"erased"}
"""An erasure can put reworded text in the place of what it removed."""


class Version(Struct, frozen=True, kw_only=True):
    """One filling of a slot: by which entry and part, and with what. `value` None: taken back, or erased."""

    entry: Entry
    part: str
    value: Any
    erased: bool = False


class DecisionState(Struct, frozen=True, kw_only=True):
    """A decision as it stands, the versions of each slot (newest last) and its entries in reading order."""

    id: str
    decision: Decision
    versions: dict[str, tuple[Version, ...]]
    entries: tuple[Entry, ...]

    @property
    def recorded(self) -> Entry:
        """The entry that the decision began with."""
        return self.entries[0]

    @property
    def is_erased(self) -> bool:
        """Was all of it erased? A decision that never said anything was not."""
        return self.decision == Decision() and any(v.erased for held in self.versions.values() for v in held)

    @property
    def erased_fields(self) -> frozenset[str]:
        """The fields in which what was said last was erased, and nothing was put in its place."""
        return frozenset(slot.partition("/")[0] for slot, held in self.versions.items() if held[-1].erased)

    @property
    def corrected_slots(self) -> dict[str, tuple[Version, ...]]:
        """The slots that were filled more than once."""
        return {slot: versions for slot, versions in self.versions.items() if len(versions) > 1}


def fold_decision(entries: Iterable[Entry]) -> DecisionState:
    """The decision that these entries (at least one) make. Raises AlteredEntry or msgspec.ValidationError."""
    ordered = in_order(entries)
    versions: dict[str, list[Version]] = {}
    for entry in ordered:
        if entry.leaf.kind not in FOLDED:
            continue
        for part in entry.parts:
            if part.slot.startswith("@"):
                continue  # about the entry itself, not an answer
            content = content_of(part)
            value = content.value if content else None
            version = Version(entry=entry, part=part.id, value=value, erased=content is None)
            versions.setdefault(part.slot, []).append(version)
    standing = {slot: held[-1].value for slot, held in versions.items() if held[-1].value is not None}
    return DecisionState(
        id=ordered[0].leaf.entity,
        decision=decision_from(standing),
        versions={slot: tuple(held) for slot, held in versions.items()},
        entries=tuple(ordered),
    )


def about_entry(entry: Entry) -> dict[str, Any]:
    """What an entry says of itself: its `@` slots (because, corrects, …), those erased left out."""
    said = {}
    for part in entry.parts:
        if part.slot.startswith("@") and (content := content_of(part)) is not None:
            said[part.slot] = content.value
    return said
