"""Recording decisions, and putting right what was recorded, always by adding."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from sharedesk.desk.guidance_in_use import guidance_in_use
from sharedesk.domain import checked_base32 as base32
from sharedesk.domain.completeness import Missing, what_is_missing
from sharedesk.domain.decision import Decision, PersonInvolved
from sharedesk.domain.entry import EntryKind, new_part
from sharedesk.domain.fold import DecisionState, fold_decision
from sharedesk.domain.ids import Dice, new_id
from sharedesk.domain.order import tips
from sharedesk.domain.parts import SPACE_OF, slots_of, with_new_keys
from sharedesk.domain.people import fold_person
from sharedesk.domain.person import PersonChange, PersonStatement
from sharedesk.domain.reference import NotAReference, read_reference
from sharedesk.errors import ShareDeskError
from sharedesk.vault import search
from sharedesk.vault.store import NewEntry
from sharedesk.vault.vault import Vault


class Recorded(Struct, frozen=True, kw_only=True):
    """A decision that is on the disk, what it still needs, and people who may be in the log already."""

    id: str
    reference: str
    missing: tuple[Missing, ...]
    possible_duplicates: dict[str, tuple[str, ...]]
    """For people of this decision the ids of others with the same name: offered, never merged."""


class Besides(Struct, frozen=True, kw_only=True):
    """What is said of people besides what a decision says of them."""

    known: dict[str, str] = {}
    """For keys of people who are new in the decision the ids of those who are in the log already."""
    named: dict[str, str] = {}
    """By id, the names by which people are known now, where the decision keeps an earlier one."""
    links: tuple[NewEntry, ...] = ()
    """That two ids are one person. They are added in the same save."""


class NothingToCorrect(ShareDeskError):
    """A correction that changes nothing, or withdraws what is not there."""

    exit_code = 3

    def __init__(self, where: str = "") -> None:
        what = f"{where}: there is nothing of that name in the record." if where else "That correction changes nothing."
        super().__init__(what, "Nothing was recorded. “sharedesk show --json” gives the keys and slots of a record.")


def record(
    vault: Vault,
    decisions: Iterable[Decision],
    *,
    people: Mapping[str, str] | None = None,
    entity: str | None = None,
    dice: Dice = secrets.token_bytes,
) -> list[Recorded]:
    """Record decisions, all of them or none. `people` maps keys to ids of people who are in the log already.

    What is said anew of those is added to what was known; what is not said now stays as it was.
    `entity` is the id that the first decision takes, where a draft has promised one; the others get new ones.

    Raises BrokenLink, WrongText, and what a save raises; then nothing was recorded.
    """
    known = dict(people or {})
    new: list[NewEntry] = []
    made: list[tuple[str, Decision]] = []
    for given in decisions:
        given = _as_shown(given)  # noqa: PLW2901  # the same decision
        named = {person.key: known[person.key] for person in given.people if person.key in known}
        decision = with_new_keys(given, dice, {"people": named})
        taken, entity = entity or new_id(dice), None
        new += [one for person in decision.people if (one := _said_of(vault, person, known, dice))]
        parts = tuple(new_part(slot, value, dice) for slot, value in slots_of(decision))
        new.append(NewEntry(kind="recorded", entity=taken, parts=parts, guidance=guidance_in_use()))
        made.append((taken, decision))
    vault.append(new)
    return [receipt_of(vault, one, decision, {p.key for p in decision.people}) for one, decision in made]


def correct(
    vault: Vault, reference: str, because: str, changes: Decision, withdraw: Iterable[str] = (), *,
    kind: EntryKind = "correction", besides: Besides | None = None, dice: Dice = secrets.token_bytes,
) -> Recorded:  # fmt: skip
    """Add a correction to a decision: fields filled anew, elements by their key, slots withdrawn; the first stays.

    Raises NothingToCorrect, BrokenLink, WrongText, NoSuchRecord, NotAReference, and what a save raises.
    """
    entity = search.decision_by_reference(vault.store, reference)
    entries = vault.store.entries_of(entity)
    state = fold_decision(entries)
    withdraw = list(dict.fromkeys(withdraw))
    standing = dict(slots_of(state.decision))
    for slot in withdraw:
        if slot not in standing:
            raise NothingToCorrect("withdraw")
    besides, keys = besides or Besides(), _keys_of(state)
    keys["people"] = keys.get("people", {}) | besides.known
    changes = with_new_keys(changes, dice, keys)
    filled = {slot: value for slot, value in slots_of(changes) if standing.get(slot) != value}
    if not (filled or withdraw or besides.links):
        raise NothingToCorrect
    parts = [new_part("@because", because, dice)]
    parts += [new_part(slot, value, dice) for slot, value in filled.items()]
    parts += [new_part(slot, None, dice) for slot in withdraw]
    follows, guidance = tips(entries), guidance_in_use()
    new = [NewEntry(kind=kind, entity=entity, parts=tuple(parts), follows=follows, guidance=guidance)]
    for person in changes.people:
        before = next((p.who for p in state.decision.people if p.key == person.key), None)
        if before is None:
            new += [one for one in (_said_of(vault, person, besides.known, dice),) if one]
        elif before != person.who:
            new.append(_changed(vault, person, before, besides.named.get(person.key, ""), because, dice))
    new += besides.links
    vault.append(new)
    decision = fold_decision(vault.store.entries_of(entity)).decision
    return receipt_of(vault, entity, decision, {one.entity for one in new} - {entity})


def state_of(vault: Vault, reference: str) -> DecisionState:
    """A decision as it stands, by its reference. Raises NotAReference, NoSuchRecord, AmbiguousReference."""
    return fold_decision(vault.store.entries_of(search.decision_by_reference(vault.store, reference)))


def reference_of(vault: Vault, entity: str) -> str:
    """The reference to show for a decision."""
    return search.shown_reference(vault.store, entity)


def stated(person: str, who: PersonStatement, dice: Dice) -> NewEntry:
    """The entry that states a person for the first time."""
    return NewEntry(kind="person_stated", entity=person, parts=(new_part("who", PersonChange(who=who), dice),))


def _said_of(vault: Vault, person: PersonInvolved, known: Mapping[str, str], dice: Dice) -> NewEntry | None:
    """The entry for a person of a new decision: stated, or changed where something new is said of them."""
    entries = vault.store.entries_of(person.key) if person.key in known.values() else []
    before = fold_person(entries).who if entries else None
    if not entries:
        return stated(person.key, person.who, dice)
    empty = PersonStatement()
    said = {
        name: new for name in person.who.__struct_fields__ if (new := getattr(person.who, name)) != getattr(empty, name)
    }
    now = msgspec.structs.replace(before or empty, **said)
    if now == before:
        return None
    part = new_part("who", PersonChange(who=now, because="As said in a later decision."), dice)
    return NewEntry(kind="person_changed", entity=person.key, parts=(part,), follows=tips(entries))


def _changed(
    vault: Vault, person: PersonInvolved, before: PersonStatement, name: str, because: str, dice: Dice
) -> NewEntry:
    """The entry for a person of whom a decision says something else than `before`: that, and what was known besides.

    `name`: the name by which they are known now; the one in the decision is then another name of theirs.
    """
    entries, who = vault.store.entries_of(person.key), person.who
    said = {field: new for field in who.__struct_fields__ if (new := getattr(who, field)) != getattr(before, field)}
    now = msgspec.structs.replace(fold_person(entries).who or before, **said)
    if name and name != who.name:
        others = dict.fromkeys(one for one in (who.name, *who.also_known_as) if one and one != name)
        now = msgspec.structs.replace(now, name=name, also_known_as=tuple(others))
    part = new_part("who", PersonChange(who=now, because=because), dice)
    return NewEntry(kind="person_changed", entity=person.key, parts=(part,), follows=tips(entries))


def _as_shown(decision: Decision) -> Decision:
    """The decision with the reference of an earlier one written as it is shown, so that it is found."""
    earlier = decision.reconsiders
    try:
        stem = read_reference(earlier.reference) if earlier else ""
    except NotAReference:
        return decision  # kept as it was said
    if earlier is None:
        return decision
    tidy = base32.grouped(base32.with_check(stem))
    return msgspec.structs.replace(decision, reconsiders=msgspec.structs.replace(earlier, reference=tidy))


def receipt_of(vault: Vault, entity: str, decision: Decision, fresh: set[str]) -> Recorded:
    """What was recorded, to be told. `fresh`: the people just stated; of others it was said before."""
    alike = {
        p.key: tuple(search.possible_duplicates(vault.store, p.who.name, p.key))
        for p in decision.people
        if p.key in fresh and p.who.name
    }
    return Recorded(
        id=entity, reference=reference_of(vault, entity), missing=tuple(what_is_missing(decision)),
        possible_duplicates={person: ids for person, ids in alike.items() if ids},
    )  # fmt: skip


def _keys_of(state: DecisionState) -> dict[str, dict[str, str]]:
    """The keys that a correction may name: those of every element that the decision has or had."""
    keys: dict[str, dict[str, str]] = {}
    for slot in state.versions:
        field, _, key = slot.partition("/")
        if key:
            keys.setdefault(SPACE_OF.get(field, field), {})[key] = key
    if state.decision.request is not None:
        keys["request"] = {
            "request": state.decision.request.key,
            state.decision.request.key: state.decision.request.key,
        }
    return keys
