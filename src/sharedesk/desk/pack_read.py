"""An organisation's pack as something to read: who it is, its usual reason, whom to reach and when that was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from sharedesk.desk.shelf import Shelf, nation_note
from sharedesk.desk.shelf_words import NATION, checked, day
from sharedesk.domain.organisation import Contact, LocalAdviser, Organisation, Retention, SharingAgreement
from sharedesk.domain.words import said
from sharedesk.paper.document import Block, Facts, Heading, Note, Table, Text

T = TypeVar("T")


def summary_of(shelf: Shelf) -> str:
    """Which pack is in use, in a line; where it was left out, why."""
    if shelf.fault is not None:
        return f"Your organisation’s pack is left out; the guidance itself is all there. {shelf.fault}"
    if shelf.organisation is None:
        return "No organisation’s pack is chosen. The guidance works without one."
    made_up = " It is made up, for practice." if shelf.organisation.practice else ""
    return f"The pack of {shelf.organisation.name}, version {day(shelf.organisation.version)}.{made_up}"


def blocks_of_pack(shelf: Shelf) -> tuple[Block, ...]:
    """The whole pack in use; nothing where there is none."""
    return tuple(_blocks(shelf, shelf.organisation)) if shelf.organisation else ()


def _blocks(shelf: Shelf, pack: Organisation) -> Iterator[Block]:
    kind = "Yes" if pack.part_3 else "No"
    facts = [
        ("Kind of body", said(pack.body)), ("Nation", NATION[pack.nation]), ("Law-enforcement purposes (Part 3)", kind),
        ("Controller", pack.controller), ("Main record", pack.main_record),
        ("Reasons of an emergency share", _due(pack.reasons_due_working_days)),
        ("Data protection officer’s view", pack.dpo_view), ("People’s rights", pack.rights),
    ]  # fmt: skip
    yield Facts(tuple((label, words) for label, words in facts if words))
    yield Note(nation_note(shelf))
    if usual := pack.usual:
        yield Heading("Why we can share, as a rule", 2)
        yield Text(usual.sentence)
        rests = [
            ("Lawful basis", ", ".join(usual.article_6)), ("Task or obligation", usual.task_or_obligation),
            ("Annex 1 condition", usual.annex_1_paragraph), ("Balancing", usual.balancing),
            ("Conditions for sensitive information", "; ".join(usual.conditions)),
            ("Public interest", usual.public_interest), ("Policy document", usual.policy_document),
            ("Where that is held", usual.policy_document_held), ("Confidentiality", usual.confidentiality),
        ]  # fmt: skip
        yield Facts(tuple((label, words) for label, words in rests if words))
    yield from _list("Contacts", "Team", pack.contacts, _contact)
    advisers = {one.id: one.title for one in shelf.guidance.advisers()}
    yield from _list("Advisers", "Adviser", pack.advisers, lambda one: _adviser(one, advisers))
    yield from _list("Sharing agreements", "Agreement", pack.agreements, _agreement)
    procedures = [(one.title, _lines(one.text, one.held, checked(one.last_checked))) for one in pack.procedures]
    yield from _list("Local procedures", "Procedure", procedures, lambda row: row)
    yield from _list("How long records are kept", "Record", pack.retention, _kept)
    if pack.escrow:
        yield Heading("A key to your log, if you let it in", 2)
        yield Facts(tuple((label, words) for label, words in (
            ("Who holds it", pack.escrow.who), ("The public half", pack.escrow.recipient),
            ("Where its four words are", pack.escrow.compare),
        ) if words))  # fmt: skip
    if pack.switched_on:
        yield Heading("Switched on here", 2)
        titles = ", ".join(shelf.guidance.statement(name).title for name in pack.switched_on)
        yield Text(f"Your organisation has confirmed that these are in force: {titles}.")


def _list(title: str, first: str, held: Iterable[T], row: Callable[[T], tuple[str, str]]) -> Iterator[Block]:
    rows = tuple(row(one) for one in held)
    if rows:
        yield Heading(title, 2)
        yield Table((first, "What the pack says"), rows, widths=(1, 2))


def _lines(*words: str) -> str:
    return "\n".join(each for each in words if each)


def _contact(one: Contact) -> tuple[str, str]:
    duty = "A duty number." if one.duty else ""
    role = "It has a safeguarding role." if one.safeguarding_role else ""
    may = f"May use it for: {one.may_use_it_for}" if one.may_use_it_for else ""
    reached = (one.phone, one.email, one.address, one.hours)
    return f"{one.organisation}, {one.role}", _lines(one.use_for, *reached, duty, role, may, checked(one.last_checked))


def _adviser(one: LocalAdviser, titles: dict[str, str]) -> tuple[str, str]:
    return titles[one.adviser], _lines(one.role, one.phone, one.email, one.hours, checked(one.last_checked))


def _agreement(one: SharingAgreement) -> tuple[str, str]:
    dated = f"Dated {day(one.dated)}." if one.dated else ""
    review = f"To be reviewed by {day(one.review)}." if one.review else ""
    dpia = f"Assessment: {one.dpia}." if one.dpia else ""
    return one.title, _lines(f"With {', '.join(one.partners)}.", one.covers, dated, review, dpia, one.held)


def _kept(one: Retention) -> tuple[str, str]:
    years = "1 year" if one.years == 1 else f"{one.years} years"
    return one.kind, _lines(f"{years} from {one.counted_from}.", one.rule)


def _due(days: int) -> str:
    if not days:
        return "Due by the end of the same day; a local setting, not law"
    some = "1 working day" if days == 1 else f"{days} working days"
    return f"Due within {some}; a local setting, not law"


def reached(shelf: Shelf) -> list[str]:
    """The contacts of the pack that have a telephone, a line each, with when the number was last checked."""
    contacts = shelf.organisation.contacts if shelf.organisation else ()
    return [
        f"{one.organisation}, {one.role}: {one.phone}. {checked(one.last_checked)}" for one in contacts if one.phone
    ]
