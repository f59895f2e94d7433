"""Random identifiers. None is ever derived from a name, a date or a count, so none gives anything away."""

from __future__ import annotations

import secrets
from collections.abc import Callable

Dice = Callable[[int], bytes]
"""A source of random bytes: `dice(16)` gives 16. Tests load it; everyone else uses `secrets.token_bytes`."""


def new_id(dice: Dice = secrets.token_bytes) -> str:
    """A 128-bit random id as 32 lower-case hexadecimal characters: entities, entries, people, logs, writers, parts."""
    return dice(16).hex()


def new_key(dice: Dice = secrets.token_bytes) -> str:
    """A 64-bit random key as 16 hexadecimal characters: one element of one decision (an item, a recipient)."""
    return dice(8).hex()
