"""What stands in the way of an erasure, one class each. Raised before anything has gone."""

from __future__ import annotations

from collections.abc import Iterable

from sharedesk.desk.erase_pieces import Piece
from sharedesk.errors import ShareDeskError


class SayWhoDecided(ShareDeskError):
    """An erasure without a ground, or without saying on whose authority."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "Say why this may be erased, and who decided it.", "Nothing was erased. The log keeps both for good."
        )


class AuthorityNames(ShareDeskError):
    """What is said of the authority names somebody of the record, and would stay for good."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "What you say of who decided names somebody whom the record is about.",
            "Nothing was erased. These words stay in the log for good, so say it by role, date or reference.",
        )


class NotDecidedYet(ShareDeskError):
    """Pieces about others too, or that only name the person, about which nobody has decided."""

    exit_code = 10

    def __init__(self, pieces: Iterable[Piece] = ()) -> None:
        super().__init__(
            "Some of this is about others too, or only names the person. Each has to be decided by itself.",
            "Nothing was erased. Say of each whether it goes, stays, or is said in other words.",
        )
        self.pieces = tuple(pieces)

    @property
    def details(self) -> dict[str, object]:
        """Which pieces."""
        return {"pieces": [one.part for one in self.pieces]}


class StillNamed(ShareDeskError):
    """Other words for a piece that still name the person."""

    exit_code = 3

    def __init__(self, pieces: Iterable[Piece] = ()) -> None:
        super().__init__(
            "Some of the other words still name the person.", "Nothing was erased. Take the name out, or let it stay."
        )
        self.pieces = tuple(pieces)

    @property
    def details(self) -> dict[str, object]:
        """Which pieces."""
        return {"pieces": [one.part for one in self.pieces]}


class MayNotReword(ShareDeskError):
    """Other words for a piece that can only go or stay."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "That piece can go or stay, but nothing can be said in its place.",
            "Nothing was erased. Only what still stands in a record, or is said of somebody now, can be put otherwise.",
        )


class MoreSince(ShareDeskError):
    """Something was recorded after the list of what would go was made."""

    exit_code = 6

    def __init__(self) -> None:
        super().__init__(
            "Something was added to the log after this list was made.",
            "Nothing was erased. Look through the list again: what was decided is kept.",
        )
