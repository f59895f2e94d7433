"""The guidance shelf as something to read: statements as blocks of text, and which of them a page is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from sharedesk.desk.shelf import Shelf, Shown, statement
from sharedesk.domain.guidance import Profession
from sharedesk.paper.document import Block, Heading, Items, Note, Text

NOT_IN_USE = "Not in use here."
PROFESSIONS: tuple[tuple[Profession, str], ...] = (
    ("social_care", "Social care"), ("school_or_college", "School or college"), ("health", "Health"),
    ("early_years", "Early years"), ("voluntary", "Charity or voluntary group"), ("youth_justice", "Youth justice"),
    ("police", "Police"), ("other", "Something else"),
)  # fmt: skip
"""Each profession that the guidance tells apart, and what to call it."""


class OfPage(Struct, frozen=True, kw_only=True):
    """What the shelf holds for a page or a question: its statements, and the topics they stand in (id and title)."""

    statements: tuple[Shown, ...]
    topics: tuple[tuple[str, str], ...]


def profession_of(code: str) -> Profession | None:
    """The profession of a code as it was kept; None where it is none."""
    return next((known for known, _ in PROFESSIONS if known == code), None)


def blocks_of(statements: Iterable[Shown]) -> tuple[Block, ...]:
    """Statements one after another, each with what it rests on, when, and how sure we are."""
    return tuple(block for one in statements for block in _blocks(one))


def of_page(shelf: Shelf, page: str, today: date) -> OfPage:
    """What there is to read for a page such as `telling`, a question of a check such as `telling/flight`, or the id of
    a statement.

    A page whose place is a whole topic has that topic first, then what stands elsewhere for it. Empty: no such place.
    """
    shown = tuple(statement(shelf, one, today) for one in _named(shelf, page))
    titles = {topic.id: topic.title for topic in shelf.guidance.topics}
    return OfPage(statements=shown, topics=tuple((one, titles[one]) for one in dict.fromkeys(s.topic for s in shown)))


def _named(shelf: Shelf, page: str) -> list[str]:
    if page in shelf.guidance.statements:
        return [page]
    name, _, question = page.partition("/")
    check = shelf.checks.get(name)
    asked = next((one for one in check.questions if one.id == question), None) if check else None
    if asked is not None and asked.guidance:
        return list(asked.guidance)
    topics = sorted(shelf.guidance.topics, key=lambda topic: name not in topic.pages)  # of equals the order stays
    return [one.id for topic in topics for one in topic.statements if name in (*topic.pages, *one.pages)]


def _blocks(one: Shown) -> Iterator[Block]:
    yield Heading(one.title, 2)
    if one.off:
        yield Note(f"{NOT_IN_USE} {one.off}")
    yield Text(one.text)
    if one.details:
        yield Items(one.details)
    for note in one.notes:
        held = f" ({note.held})" if note.held else ""
        yield Text(f"Local procedures, {note.title}: {note.text}{held} {note.checked}")
    yield Note(" ".join(part for part in (f"Source: {one.source}.", one.date, one.confidence) if part))
