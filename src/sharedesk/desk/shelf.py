"""The guidance shelf: law and advice to read offline, with the organisation's own notes beside it.

What is on the shelf is said here in words, ready to be shown: topics in order, each statement with its source, its date
and how sure we are of it, and what is switched off and why. An organisation's pack with a fault is left out and said;
the built-in guidance still serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from sharedesk.desk import shelf_words
from sharedesk.domain.check import Check
from sharedesk.domain.guidance import Guidance, Profession, Statement
from sharedesk.domain.organisation import Organisation
from sharedesk.errors import ShareDeskError
from sharedesk.guidance.checks import load_checks
from sharedesk.guidance.load import load
from sharedesk.guidance.organisation import load_organisation

LOCAL = "local"
"""The topic of the organisation's own procedures."""


class Shelf(Struct, frozen=True, kw_only=True):
    """Everything there is to read and ask. `fault`: why the organisation's pack was left out, where it was."""

    guidance: Guidance
    checks: Mapping[str, Check]
    organisation: Organisation | None = None
    fault: ShareDeskError | None = None


class Note(Struct, frozen=True, kw_only=True):
    """What local procedures say beside a statement."""

    title: str
    text: str
    held: str
    checked: str


class Shown(Struct, frozen=True, kw_only=True):
    """A statement in words. `off` says why it does not hold here and now; empty: it does."""

    id: str
    topic: str
    title: str
    text: str
    details: tuple[str, ...]
    source: str
    date: str
    confidence: str
    off: str
    notes: tuple[Note, ...]
    see: tuple[str, ...]


class ShownTopic(Struct, frozen=True, kw_only=True):
    """A topic with its statements, in order."""

    id: str
    title: str
    opening: str
    statements: tuple[Shown, ...]


class Place(Struct, frozen=True, kw_only=True):
    """Where on the shelf something stands: a topic, and the statement in it to begin at."""

    topic: str
    statement: str


class PracticePack(ShareDeskError):
    """A made-up organisation's pack was given for a log that is real. It is left out."""

    exit_code = 10

    def __init__(self) -> None:
        super().__init__(
            "This organisation's pack is made up, for the practice log alone, so it was left out.",
            "Ask your organisation for its own pack. The built-in guidance is all there.",
        )


def open_shelf(organisation: Path | None = None, *, practice: bool = False) -> Shelf:
    """The shelf, with an organisation's pack where there is one. `practice`: for the practice log, or only to read.

    Takes some 0.1 s: load it once, after the start. Raises FaultyFile or FileNotThere only for the built-in guidance,
    which is a fault of the package; what is wrong with the organisation's pack is the shelf's `fault`.
    """
    guidance = load()
    checks = load_checks(guidance)
    if organisation is None:
        return Shelf(guidance=guidance, checks=checks)
    try:
        pack = load_organisation(organisation, guidance)
        if pack.practice and not practice:
            raise PracticePack
        return Shelf(guidance=guidance, checks=checks, organisation=pack)
    except ShareDeskError as fault:
        return Shelf(guidance=guidance, checks=checks, fault=fault)


def nation_note(shelf: Shelf) -> str:
    """For which nation the advice is, and what that means for this organisation."""
    note = shelf.guidance.nation_note
    if shelf.organisation and shelf.organisation.nation != shelf.guidance.nation:
        name = shelf_words.NATION[shelf.organisation.nation]
        return f"Your organisation works in {name}, and this advice was written for another nation. {note}"
    return note


def topics(shelf: Shelf, today: date, profession: Profession | None = None) -> tuple[ShownTopic, ...]:
    """The whole shelf as it is shown, for one profession or (None) for all; topics left empty are left out."""
    built_in = (
        ShownTopic(
            id=topic.id, title=topic.title, opening=topic.opening,
            statements=tuple(
                _shown(shelf, topic.id, one, today)
                for one in topic.statements
                if profession is None or not one.professions or profession in one.professions
            ),
        )
        for topic in shelf.guidance.topics
    )  # fmt: skip
    return tuple(topic for topic in (*built_in, _local(shelf)) if topic.statements)


def statement(shelf: Shelf, name: str, today: date) -> Shown:
    """One statement in words. Raises KeyError."""
    return _shown(shelf, shelf.guidance.topic_of(name).id, shelf.guidance.statement(name), today)


def holds(shelf: Shelf, name: str, today: date) -> bool:
    """Is this statement on: in force today as far as is known, or switched on by the organisation? Raises KeyError."""
    return not _off(shelf, shelf.guidance.statement(name), today)


def place_for(shelf: Shelf, page: str) -> Place | None:
    """The place of a page or a question, such as `telling` or `telling/1-delay`; None where there is none.

    A question of a check names its statements itself; any other page is named by the topic that is about it, or by a
    statement.
    """
    name, _, question = page.partition("/")
    check = shelf.checks.get(name)
    for asked in check.questions if check else ():
        if asked.id == question and asked.guidance:
            return _place(shelf, asked.guidance[0])
    for topic in shelf.guidance.topics:
        if name in topic.pages:
            return Place(topic=topic.id, statement=topic.statements[0].id)
    named = (one.id for one in shelf.guidance.statements.values() if name in one.pages)
    first = next(named, None)
    return _place(shelf, first) if first else None


def _place(shelf: Shelf, name: str) -> Place:
    return Place(topic=shelf.guidance.topic_of(name).id, statement=name)


def _shown(shelf: Shelf, topic: str, one: Statement, today: date) -> Shown:
    return Shown(
        id=one.id, topic=topic, title=one.title, text=one.text,
        details=shelf_words.details(shelf.guidance, shelf.organisation, one),
        source="; ".join(shelf.guidance.said(source) for source in one.sources),
        date=shelf_words.dated(shelf.guidance, one), confidence=shelf_words.CONFIDENCE[one.confidence],
        off=_off(shelf, one, today), notes=_notes(shelf, one.id), see=one.see,
    )  # fmt: skip


def _off(shelf: Shelf, one: Statement, today: date) -> str:
    if one.off_because and not (shelf.organisation and one.id in shelf.organisation.switched_on):
        return one.off_because
    if one.in_force_from and today < one.in_force_from:
        return f"Not in force before {shelf_words.day(one.in_force_from)}."
    if one.in_force_to and one.in_force_to < today:
        return f"No longer in force since {shelf_words.day(one.in_force_to)}."
    return ""


def _notes(shelf: Shelf, name: str) -> tuple[Note, ...]:
    procedures = shelf.organisation.procedures if shelf.organisation else ()
    return tuple(
        Note(title=one.title, text=one.text, held=one.held, checked=shelf_words.checked(one.last_checked))
        for one in procedures
        if name in one.about
    )


def _local(shelf: Shelf) -> ShownTopic:
    procedures = shelf.organisation.procedures if shelf.organisation else ()
    name = shelf.organisation.name if shelf.organisation else ""
    return ShownTopic(
        id=LOCAL, title="Local procedures", opening=f"Notes from {name}'s own pack.",
        statements=tuple(
            Shown(
                id=f"{LOCAL}-{one.id}", topic=LOCAL, title=one.title, text=one.text, details=(),
                source=one.held or name, date=shelf_words.checked(one.last_checked),
                confidence="Your organisation's own note.", off="", notes=(), see=one.about,
            )
            for one in procedures
        ),
    )  # fmt: skip
