"""The reference of a record: what people say on the phone and write in other systems.

Eight characters of the record's random id and a check character, as `7KQ2-M9XP-R`. It says nothing about when, who or
how many. Where two records of merged logs share the eight, four more are shown: `7KQ2-M9XP-4TB7-C`.
"""

from __future__ import annotations

from sharedesk.domain import checked_base32 as base32
from sharedesk.errors import ShareDeskError

SHORT, LONG = 8, 12


class NotAReference(ShareDeskError):
    """What was typed is not a reference, or has a typing mistake in it."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "That is not a reference, or one character of it is wrong.",
            "A reference looks like 7KQ2-M9XP-R. Check it against the paper or the list.",
        )


def reference_of(entity: str, *, length: int = SHORT) -> str:
    """The reference of an entity id (32 hexadecimal characters), grouped for reading."""
    return base32.grouped(base32.with_check(base32.encode(bytes.fromhex(entity[:16]))[:length]))


def stem_of(entity: str) -> str:
    """The eight characters that every form of an entity's reference starts with."""
    return base32.encode(bytes.fromhex(entity[:10]))


def read_reference(typed: str) -> str:
    """The 8 or 12 characters of a typed reference, without its check. Raises NotAReference."""
    tidy = base32.tidy(typed)
    if len(tidy) not in (SHORT + 1, LONG + 1):
        raise NotAReference
    try:
        return base32.without_check(tidy)
    except ValueError:
        raise NotAReference from None
