"""Finding people and identifiers in a text. A name that it was not given it cannot find: it lists unknown words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sharedesk.identity import written
from sharedesk.identity.marks import Known, Mark
from sharedesk.identity.spans import settled


class Searcher:
    """Looks for the people of one case, and for identifiers of anybody. Made once, used for many texts."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = tuple(known)

    def find(self, text: str) -> list[Mark]:
        """Every mark of a text, in order and without overlaps; spans count characters of `text` as it is."""
        return settled(text, self._all(text))

    def _all(self, text: str) -> Iterator[Mark]:
        yield from written.found(text)


def find(text: str, known: Sequence[Known]) -> list[Mark]:
    """Every mark of one text; see `Searcher` for several."""
    return Searcher(known).find(text)
