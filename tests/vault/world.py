"""What the vault's tests stand on: a loaded clock, loaded dice, and short ways to write and to read a whole log."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from sharedesk.domain.basis import LawfulBasis
from sharedesk.domain.decision import Decision, Emergency, FirstQuestions
from sharedesk.domain.entry import OF_A_DECISION, content_of, new_part
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.ids import new_id
from sharedesk.domain.order import tips
from sharedesk.domain.parts import slots_of, with_new_keys
from sharedesk.domain.people import fold_person, same_people
from sharedesk.domain.person import Author, PersonChange, PersonLink, PersonStatement
from sharedesk.domain.quick_share import NOTE, QuickNote, Told, decision_of, encode_note
from sharedesk.vault import erase, segments
from sharedesk.vault.moment import Moment
from sharedesk.vault.store import NewEntry

PASSPHRASE = "six plain words for practice only"
AUTHOR = Author(name="J. Practice", role="Teacher", organisation="Example School")
PROJECTIONS = ("decision", "person", "person_in", "owed", "search_text")


class LoadedClock:
    """A minute later at every look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

    def __call__(self) -> Moment:
        self.at += timedelta(minutes=1)
        return Moment(self.at, 0, "Europe/London")


class LoadedDice:
    """The same bytes in every run."""

    def __init__(self, seed: str = "dice") -> None:
        self.seed, self.throws = seed, 0

    def __call__(self, count: int) -> bytes:
        self.throws += 1
        return hashlib.shake_256(f"{self.seed}/{self.throws}".encode()).digest(count)


def record(vault, decision: Decision, dice=os.urandom) -> str:
    """Record a decision with its people, as the desk does; gives its id."""
    decision, entity = with_new_keys(decision, dice), new_id(dice)
    new = [
        NewEntry(kind="person_stated", entity=p.key, parts=(new_part("who", PersonChange(who=p.who), dice),))
        for p in decision.people
    ]
    parts = tuple(new_part(slot, value, dice) for slot, value in slots_of(decision))
    vault.append([*new, NewEntry(kind="recorded", entity=entity, parts=parts)])
    return entity


def share_quickly(vault, note: QuickNote, dice=os.urandom) -> str:
    """Record an emergency note as the desk does when it is taken in; gives its id."""
    decision = decision_of(note, AUTHOR, dice)
    people = [
        NewEntry(kind="person_stated", entity=p.key, parts=(new_part("who", PersonChange(who=p.who), dice),))
        for p in decision.people
    ]
    parts = [new_part(slot, value, dice) for slot, value in slots_of(decision)]
    parts.append(new_part(NOTE, encode_note(note).decode(), dice))
    vault.append([*people, NewEntry(kind="quick_share", entity=note.decision, parts=tuple(parts))])
    return note.decision


def a_note(dice=os.urandom, **said: object) -> QuickNote:
    """An emergency note with all that its form asks for, unless said otherwise."""
    at = datetime(2026, 3, 13, 15, 40, tzinfo=UTC)  # a Friday
    usual = {
        "told": Told(name="D. Placeholder", organisation="Anytown Council (fictional)", number="01632 960123"),
        "at_risk": "Pip Placeholder", "shared": "He is at home alone with the man.", "why": ("danger_now",),
        "why_line": "He said so on the phone.", "channel": "phone", "said_at": "13 March 2026 at 15:30",
        "opened_at": at, "sealed_at": at, "counter": 3, "saved": True,
    }  # fmt: skip
    return QuickNote(decision=new_id(dice), **{**usual, **said})


def give_reasons(vault, entity: str, dice=os.urandom, reasons: str = "He was in danger.") -> None:
    """Add all the reasons that an emergency share of `a_note` still owes."""
    now = fold_decision(vault.store.entries_of(entity)).decision
    (recipient,) = now.recipients
    slots = {
        f"recipients/{recipient.key}": msgspec.structs.replace(recipient, why="They can go there at once."),
        "emergency": msgspec.structs.replace(
            now.emergency or Emergency(could_not_wait_because="He was alone."),
            what_made_it_urgent="The call.", known_at_the_time="What he said.",
        ),
        "first_questions": FirstQuestions(if_not_shared="He could have been hurt."),
        "basis": LawfulBasis(usual="same_as_usual", sentence="A task in the public interest."),
        "reasons": reasons,
    }  # fmt: skip
    parts = tuple(new_part(slot, value, dice) for slot, value in slots.items())
    follows = tips(vault.store.entries_of(entity))
    vault.append([NewEntry(kind="reasons_added", entity=entity, parts=parts, follows=follows)])


def correct(vault, entity: str, dice=os.urandom, **slots: object) -> None:
    parts = tuple(new_part(slot, value, dice) for slot, value in slots.items())
    follows = tips(vault.store.entries_of(entity))
    vault.append([NewEntry(kind="correction", entity=entity, parts=parts, follows=follows)])


def state_person(vault, name: str, dice=os.urandom) -> str:
    person = new_id(dice)
    part = new_part("who", PersonChange(who=PersonStatement(name=name)), dice)
    vault.append([NewEntry(kind="person_stated", entity=person, parts=(part,))])
    return person


def link(vault, person: str, same_as: str, dice=os.urandom) -> str:
    part = new_part("link", PersonLink(person=person, same_as=same_as), dice)
    follows = tips(vault.store.entries_of(person))
    receipt = vault.append([NewEntry(kind="people_linked", entity=person, parts=(part,), follows=follows)])
    return receipt.entries[0].leaf.entry


def unlink(vault, person: str, link_entry: str) -> None:
    vault.append([NewEntry(kind="people_unlinked", entity=person, follows=(link_entry,))])


def part_of(store, entity: str, slot: str) -> str:
    """The id of the newest part of an entity in a slot that still has its words."""
    return [p.id for e in store.entries_of(entity) for p in e.parts if p.slot == slot and p.content][-1]


def erase_slot(vault, entity: str, slot: str, **reworded: object):
    part = part_of(vault.store, entity, slot)
    return erase.erase(vault, [erase.Erasure(entity=entity, parts=(part,), category="court_order", reworded=reworded)])


def export(vault) -> segments.Incoming:
    """What an export carries, without a file between."""
    entries = [msgspec.structs.replace(entry, head=b"") for _, entry in vault.store.every_entry()]
    return segments.Incoming(
        log=vault.log, practice=vault.practice, records=iter([*entries, *segments.chains_of(vault.store)])
    )


def folds(store) -> dict[str, object]:
    """Everything that a log says, by entity, independent of where it is stored."""
    said: dict[str, object] = {}
    for (raw,) in store.connection.execute("SELECT id FROM entity").fetchall():
        entity = raw.hex()
        entries = store.entries_of(entity)
        kinds = {entry.leaf.kind for entry in entries}
        if kinds & OF_A_DECISION:
            state = fold_decision(entries)
            said[entity] = (msgspec.to_builtins(state.decision), [e.leaf.entry for e in state.entries])
        elif "person_stated" in kinds:
            said[entity] = msgspec.to_builtins(fold_person(entries))
    said["same people"] = same_people(store.entries_of_kind(["people_linked", "people_unlinked"]))
    return said


def leaves(store) -> list[tuple[bytes, bytes | None]]:
    return store.connection.execute("SELECT leaf, head FROM entry ORDER BY pos").fetchall()


def projections(connection) -> dict[str, list[tuple]]:
    held = {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in PROJECTIONS}
    held["words"] = words(connection)
    return held


def words(connection) -> list[tuple]:
    """Every word of the search index with where it stands."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, search, instance)")
    return connection.execute("SELECT term, doc, col, offset FROM temp.vocabulary ORDER BY 1, 2, 3, 4").fetchall()


def everything(connection) -> bytes:
    """Every value of every table, the search index's own included, as bytes to look through."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    found = []
    for (table,) in tables:
        if table == "search":
            continue  # its words lie in the tables beside it
        for row in connection.execute(f'SELECT * FROM "{table}"'):
            found += [value if isinstance(value, bytes) else str(value).encode() for value in row if value is not None]
    return b"\0".join(found) + repr(words(connection)).encode()


def snapshot(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file below a folder with its bytes and when it was last written."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder",
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


def faults(vault) -> tuple[str, ...]:
    from sharedesk.vault.check import check

    return check(vault.store, with_lists=True).faults


def contents(entry) -> dict[str, object]:
    return {part.slot: content.value for part in entry.parts if (content := content_of(part))}
