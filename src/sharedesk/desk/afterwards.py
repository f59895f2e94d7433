"""After an emergency share: its reasons are added, over as many days as that takes.

What was written in the moment is completed here and never overwritten: every answer that the first entry gave stays as
it stands, whatever is typed (`completed`). That something was wrong is said by a correction. Nobody is asked to justify
having acted (DfE p17-18; ICO step 9).
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from sharedesk.desk import correcting, people, record
from sharedesk.desk.answers import NAME_NOW, Answers, from_decision, known_people
from sharedesk.desk.correcting import AddedSince, state_of
from sharedesk.desk.drafting import Draft, Drafts, usual_sentence
from sharedesk.desk.record import Besides, NothingToCorrect, Recorded
from sharedesk.domain.fold import DecisionState, fold_decision
from sharedesk.domain.ids import Dice, new_id
from sharedesk.domain.parts import decision_from, slots_of
from sharedesk.domain.two_texts import began_in_emergency, written_at_the_time
from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors
from sharedesk.vault import people as listing
from sharedesk.vault.vault import Vault

PAGE = "afterwards"
"""The page that such a draft is gone on with."""
BECAUSE = "The reasons are added after an emergency share."
"""Why the entry was made, in words that nobody has to find."""
SAME = "They are the same person, as said when the reasons were added."
_AT_RISK = "subject"
"""The part that whoever was noted as at risk has from the note, beside what they are said to be later."""

_SPOKEN = ("phone", "in_person", "meeting")

Slots = dict[str, Any]


class NotAnEmergency(ShareDeskError):
    """The reasons are added to a decision that did not begin as an emergency share."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__("This did not begin as an emergency share.", "Add to it with “Add a correction”.")


class Opened(Struct, frozen=True, kw_only=True):
    """A draft to go on with. `changed_there`: fields that were changed in the record and in the draft meanwhile."""

    draft: Draft
    is_other: bool = False
    """Is it another than was sealed, because something came to the record, or was erased from it?"""
    changed_there: tuple[str, ...] = ()


def opened(vault: Vault, decision: str, held: Draft | None = None, dice: Dice = secrets.token_bytes) -> Opened:
    """The draft of a decision's reasons: the one that there is (`held`, or sealed), else a new one.

    What came to the record after a draft was begun comes to the draft too; where both say something else about the same
    thing, the draft's words stay in it. Raises NoSuchRecord, NotAnEmergency.
    """
    state = state_of(vault, decision)
    if not began_in_emergency(state):
        raise NotAnEmergency
    draft = held or next((one for one in Drafts(vault).all() if one.kind == PAGE and one.decision == decision), None)
    last, now = state.entries[-1].leaf.entry, answers_of(vault, state)
    if draft is None:
        made = Draft(id=new_id(dice), kind="afterwards", page=PAGE, decision=decision, base=last, answers=now)
        made.usual = usual_sentence(vault)
        return Opened(draft=made)
    if draft.base == last:
        return Opened(draft=draft)
    before = answers_of(vault, _until(state, draft.base))
    ours = _without_erased(state, draft.answers, now)
    changed = tuple(name for name in now if _fall_apart(before.get(name), ours.get(name), now[name]))
    draft = msgspec.structs.replace(draft, base=last, answers=_merged(before, ours, now))
    return Opened(draft=draft, is_other=True, changed_there=changed)


def answers_of(vault: Vault, state: DecisionState) -> Answers:
    """The answers of an emergency share as it stands, with the people's names as they are known now."""
    answers = from_decision(_without_at_risk(state))
    for person in answers.get("people") or ():
        who = person["who"]
        row = listing.row_of(vault.store, person["key"])
        others = set(listing.people_at(vault.store, [row])[0].members) - {person["key"]} if row is not None else set()
        if others:
            person["same_as"] = min(others)
        now = people.person_now(vault, person["key"]).who if row is not None else None
        if now and now.name and who.get("name") and now.name != who["name"]:
            person[NAME_NOW] = now.name
            who["also_known_as"] = "\n".join(n for n in who.get("also_known_as", "").split("\n") if n != now.name)
    return answers


def record_reasons(vault: Vault, drafts: Drafts, draft: Draft, today: date) -> Recorded:
    """Add what a draft adds, and only that; what was written at the time stays. Then the draft is removed.

    Raises AddedSince, NothingToCorrect, Unfit and what a save raises; then the draft is as it was.
    """
    state = state_of(vault, draft.decision or "")
    if not began_in_emergency(state):
        raise NotAnEmergency
    if state.entries[-1].leaf.entry != draft.base:
        raise AddedSince
    before = after_adding(state, answers_of(vault, state))
    after = after_adding(state, draft.answers, today)
    changed = {slot: value for slot, value in after.items() if before.get(slot) != value}
    withdrawn = [slot for slot in before if slot not in after and slot in dict(slots_of(state.decision))]
    same_now = _same_now(vault, state, draft.answers)
    if not (changed.keys() - {"arrangements"} or withdrawn or same_now):
        raise NothingToCorrect
    here = {person.key for person in state.decision.people}
    besides = Besides(
        known={key: known for key, known in known_people(draft.answers).items() if key not in here},
        named=_named_now(draft.answers),
        links=tuple(people.linked(vault, person, same, SAME) for person, same in same_now.items()),
    )
    reference, add = record.reference_of(vault, state.id), decision_from(changed)
    made = record.correct(vault, reference, BECAUSE, add, withdrawn, kind="reasons_added", besides=besides)
    with contextlib.suppress(errors.VaultError):  # the reasons stand; the draft's base no longer does
        drafts.drop(draft.id)
    return made


def after_adding(state: DecisionState, answers: Answers, today: date | None = None) -> Slots:
    """The slots of the decision once these answers are added to it. Raises Unfit."""
    answers = deepcopy(answers)
    for person in answers.get("people") or ():
        name = str(person.pop(NAME_NOW, "")).strip()
        who = person.setdefault("who", {})
        others = [one for one in str(who.get("also_known_as") or "").split("\n") if one.strip()]
        if name and name not in (who.get("name"), *others):
            who["also_known_as"] = "\n".join((*others, name))
    _were_spoken(answers)
    first = dict(slots_of(written_at_the_time(state)))
    made = correcting.slots(answers, state, today, fill=True)
    return completed(first, dict(slots_of(state.decision)), made)


def completed(first: Slots, standing: Slots, after: Slots) -> Slots:
    """`after` with all that was written at first as it stands now: added to, and never overwritten or taken away.

    `first`: the slots that the decision began with; `standing`: those that it has now, corrections included.
    """
    made = dict(after)
    for slot, value in first.items():
        if slot in standing:
            made[slot] = _kept(value, standing[slot], after.get(slot))
        else:
            made.pop(slot, None)  # a correction took it back
    return made


def _kept(first: Any, now: Any, after: Any) -> Any:
    if isinstance(first, dict) and isinstance(now, dict) and "said" not in first:  # a time is one thing
        if not isinstance(after, dict):
            return now
        made = dict(after)
        for name, value in first.items():
            if name in now:
                made[name] = _kept(value, now[name], after.get(name))
            else:
                made.pop(name, None)
        return made
    if isinstance(first, list | tuple) and isinstance(now, list | tuple):
        stays = [one for one in first if one in now]
        return stays + [one for one in after or () if one not in stays]
    return now


def _without_at_risk(state: DecisionState) -> Any:
    """The decision with people's parts in it as they are chosen: the one that the note gave is no choice of its own."""
    told = tuple(
        msgspec.structs.replace(person, roles=tuple(role for role in person.roles if role != _AT_RISK))
        for person in state.decision.people
    )
    return msgspec.structs.replace(state.decision, people=told)


def _were_spoken(answers: Answers) -> None:
    """What was said of people, and not sent, is a spoken copy: nobody has to choose that."""
    spoken = {one["key"] for one in answers.get("recipients") or () if one.get("channel") in _SPOKEN}
    for identity in answers.get("identities") or ():
        if identity.get("recipient") in spoken:
            identity.setdefault("copy", "spoken")


def _named_now(answers: Answers) -> dict[str, str]:
    named = {person["key"]: str(person.get(NAME_NOW) or "").strip() for person in answers.get("people") or ()}
    return {person: name for person, name in named.items() if name}


def _same_now(vault: Vault, state: DecisionState, answers: Answers) -> dict[str, str]:
    """For people of the decision who are said to be others of the log, and are not yet known to be, those others."""
    said, here = known_people(answers), {person.key for person in state.decision.people}
    return {
        key: known
        for key, known in said.items()
        if key in here and people.same_person(vault, key) != people.same_person(vault, known)
    }


def _without_erased(state: DecisionState, ours: Answers, theirs: Answers) -> Answers:
    """Answers without what was erased from the record, which a draft does not bring back: there the record's stand."""
    kept = dict(ours)
    for slot in (slot for slot, versions in state.versions.items() if any(one.erased for one in versions)):
        field, _, key = slot.partition("/")
        if key:
            others = [one for one in kept.get(field) or () if one["key"] != key]
            kept[field] = [*others, *(one for one in theirs.get(field) or () if one["key"] == key)]
        else:
            kept[field] = theirs.get(field)
    return {name: held for name, held in kept.items() if held is not None}


def _until(state: DecisionState, entry: str | None) -> DecisionState:
    """The decision as it stood when an entry was its last."""
    ids = [one.leaf.entry for one in state.entries]
    return fold_decision(state.entries[: ids.index(entry) + 1]) if entry in ids else state


def _merged(before: Any, ours: Any, theirs: Any) -> Any:
    """What two made of the same thing, answer by answer; where both changed one, ours."""
    if ours == before:
        return theirs
    if theirs == before:
        return ours
    if isinstance(ours, dict) and isinstance(theirs, dict):
        old: Mapping[str, Any] = before if isinstance(before, dict) else {}
        both = {name: _merged(old.get(name), ours.get(name), theirs.get(name)) for name in theirs | ours}
        return {name: held for name, held in both.items() if held is not None}
    if _is_keyed(ours) and _is_keyed(theirs):
        ways = [{one["key"]: one for one in many} for many in (before or (), ours, theirs)]
        merged = (_merged(*(way.get(key) for way in ways)) for key in ways[2] | ways[1])
        return [one for one in merged if one is not None]
    return ours


def _fall_apart(before: Any, ours: Any, theirs: Any) -> bool:
    """Did both change the same answer to something else?"""
    if ours in (before, theirs) or theirs == before:
        return False
    if isinstance(ours, dict) and isinstance(theirs, dict):
        old = before if isinstance(before, dict) else {}
        return any(_fall_apart(old.get(name), ours.get(name), theirs.get(name)) for name in theirs | ours)
    if _is_keyed(ours) and _is_keyed(theirs):
        ways = [{one["key"]: one for one in many} for many in (before or (), ours, theirs)]
        return any(_fall_apart(*(way.get(key) for way in ways)) for key in ways[2] | ways[1])
    return True


def _is_keyed(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and "key" in one for one in value)
