"""Why a copy is not made. None of these names anybody: each place is said by what it is, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sharedesk.errors import ShareDeskError

REFUSED = 12
"""The exit code of a copy that was refused."""


class Place(NamedTuple):
    """One thing to decide or to change. `key` is what an acknowledgement names, `place` the piece or the surface."""

    place: str
    key: str
    sentence: str
    kind: str = ""
    start: int | None = None
    end: int | None = None


class CopyNotMade(ShareDeskError):
    """The base of every refusal to make a copy. `places` says where, if the refusal is about places."""

    exit_code = REFUSED
    places: tuple[Place, ...] = ()

    @property
    def details(self) -> dict[str, object]:
        """For other programs: each place."""
        return {"places": [place._asdict() for place in self.places]} if self.places else {}


class CopyNotReady(CopyNotMade):
    """Something in the copy could identify somebody, or has to be said about it, and nobody has decided yet."""

    def __init__(self, places: Sequence[Place]) -> None:
        count = len(places)
        super().__init__(
            f"The copy was not made: {count} {'thing has' if count == 1 else 'things have'} to be looked at first.",
            "\n".join([*(f"- {place.sentence}" for place in places), "Decide about each one by itself."]),
        )
        self.places = tuple(places)


class CopyRefused(CopyNotMade):
    """Read back, the finished copy still gave somebody away who has to be protected. Nothing was written."""

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__(
            "The copy was refused: read back, somebody who has to be protected can still be found in it.",
            "\n".join(
                [
                    *(f"- {place.sentence}" for place in places),
                    "Change the text there. If they need it now: share by phone, or send it with a reason.",
                ]
            ),
        )
        self.places = tuple(places)


class NotToldYet(CopyNotMade):
    """A family's copy was asked for, for somebody who may not be told, or about whom that is not settled."""

    def __init__(self) -> None:
        super().__init__(
            "No copy was made for this person: as recorded, they are not to be told yet.",
            "Go through telling this person again. When they may be told, their copy can be made.",
        )


class NotSharedWithThem(CopyNotMade):
    """A recipient's copy was asked for where nothing is shared with them, or a person's copy for no person."""

    def __init__(self) -> None:
        super().__init__(
            "No copy was made: as recorded, nothing is shared with them.",
            "If that has changed, add it to the decision first. For a refusal, make the answer to the request.",
        )


class NoReasonGiven(CopyNotMade):
    """An answer was asked for, but there is no request, or neither an answer nor the reason given to them."""

    def __init__(self) -> None:
        super().__init__(
            "No answer was made: the record holds no request, or not yet what is answered.",
            "Add the request, and what is shared or the reason as it is given to the requester.",
        )


class NoSuchReader(CopyNotMade):
    """Nobody of that name, or more than one, in this decision."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__(
            "It is not clear for whom the copy is to be made: nobody, or more than one, is called that here.",
            "Name the recipient or person as they stand in the record, or by their key.",
        )


class CopyNotNoted(ShareDeskError):
    """The copy left the house, but the log could not take the entry about it."""

    exit_code = 8

    def __init__(self) -> None:
        super().__init__(
            "The copy was handed over, but this could not be noted in the log.",
            "Make room or mend the place of the log, and add to the decision for whom the copy was made.",
        )
