"""What somebody has answered so far, as plain data, and the decision that it makes.

Answers have the shape of a decision as JSON, with keys of their own, dates as typed, and four short forms, each asked
in one question: what a person is in this (`as`), their age or date of birth (`age`), when they were or will be told
(`when`), and how somebody who could be harmed is kept from a recipient (`protected_how`). Anything may be empty. A
person who is in the log already has their id as `same_as`.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct

from sharedesk.desk.relating import relate
from sharedesk.domain.completeness import Missing
from sharedesk.domain.decision import Decision
from sharedesk.domain.entry import WrongText, check_text
from sharedesk.domain.gaps import TOLD_ROLES
from sharedesk.domain.parts import without_lost_links
from sharedesk.domain.people import told_apart
from sharedesk.domain.stated_time import NoSuchDate, StatedTime, understand
from sharedesk.errors import ShareDeskError
from sharedesk.exchange.decision_input import inner_structs

Answers = dict[str, Any]

AS: dict[str, tuple[tuple[str, ...], str]] = {
    "child": (("child",), "child"),
    "sibling": (("child", "sibling"), "child"),
    "unborn": (("child",), "unborn"),
    "adult_at_risk": (("victim",), "adult"),
    "parent": (("parent",), "adult"),
    "parent_at_risk": (("parent", "victim"), "adult"),
    "parent_of_concern": (("parent", "person_of_concern"), "adult"),
    "carer": (("carer",), "adult"),
    "person_of_concern": (("person_of_concern",), "unknown"),
    "source": (("source",), "unknown"),
    "other": (("other",), "unknown"),
}
"""What a person is in this, in one answer: their roles and their kind."""
TOLD = (
    "child",
    "sibling",
    "adult_at_risk",
    "parent",
    "parent_at_risk",
    "parent_of_concern",
    "carer",
    "person_of_concern",
)
"""Those for whom it is asked whether they are told."""
_WHEN = {"tell_now": "told_at", "tell_after": "tell_when", "safe_route_only": "tell_when",
         "ask_first": "look_again", "do_not_tell": "look_again"}  # fmt: skip
_CHECKED_ON = {"telling": "telling", "identities": "recipients", "amount": "recipients", "attached": "attached",
               "first-questions": "concern"}  # fmt: skip
"""The page from which each check is run; the lawful basis is among the reasons."""
_NO_ANSWERS = {"key", "person", "item", "recipient", "same_as"}
"""What an element that nobody filled in may hold all the same."""

SOMEBODY_ELSE = "somebody else"
"""What `same_as` is once it was said that a person is none of those of the same name."""

NAME_NOW = "name_now"
"""The answer of a person that says by which name they are known now; the name that was written first stays."""

SECTIONS: dict[str, tuple[str, ...]] = {
    "reconsiders": ("reconsiders",),
    "people": ("people", "relationships"),
    "concern": ("concerns", "first_questions", "purpose"),
    "request": ("own_initiative", "request"),
    "items": ("items",),
    "attached": ("attached",),
    "recipients": ("recipients", "sharing", "identities", "not_told"),
    "advice": ("advice", "no_advice_because", "options", "more_detrimental", "escalated_to"),
    "reasons": ("reasons", "basis", "decided_by"),
    "telling": ("telling", "objections"),
    "arrangements": ("agreements", "arrangements"),
    "emergency": ("emergency",),
    "next": ("event_at", "known_at", "decided_at", "shared_at", "delay_because", "next_steps", "no_next_step_because",
             "official_record", "notes"),
    "loop": ("feedback", "enquiries", "corrections_told"),
}  # fmt: skip
"""Which fields of a decision each page of the task list asks for."""
OPTIONAL = ("attached", "advice", "arrangements", "emergency", "loop")
"""The pages that a plain decision can do without."""
FROM_PACK = ("dpo_view", "retention", "rights")
"""The arrangements that an organisation's pack says for every decision."""


class Fault(Struct, frozen=True):
    """An answer that cannot stand: where (`people/k1/age`, `basis.sentence`) and what is wrong with it."""

    where: str
    sentence: str


class Unfit(ShareDeskError):
    """Some answers cannot be recorded as they are. The words stay; `faults` says where."""

    exit_code = 3

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("Some answers cannot be recorded as they are.", "Nothing was lost. Mend them and try again.")
        self.faults = faults


def to_decision(
    answers: Answers, today: date | None = None, *, fill: bool = True, stood: Decision | None = None
) -> Decision:
    """The decision that the answers make; what is empty is left out. Raises Unfit, naming every answer at fault.

    `fill`: “all of the above” becomes a share of each item for that recipient. `stood`: the decision as recorded, whose
    times are kept as they were understood then wherever they say the same.
    """
    faults: list[Fault] = []
    plain = {name: _given(value) for name, value in deepcopy(answers).items()}
    plain["people"] = [_person(one, faults) for one in plain.get("people") or ()]
    people = {one["key"] for one in plain["people"]}
    _one_each(answers, people, faults)
    plain["relationships"] = [one for one in plain.get("relationships") or () if _bond(one, people, faults)]
    plain["telling"] = [_telling(one) for one in plain.get("telling") or () if one.get("person") in people]
    relate(plain, fill=fill)
    if plain.get("own_initiative") == "no":
        plain["request"] = plain.get("request") or {"key": "request"}
    plain = {name: value for name, value in plain.items() if value not in (None, "", [], {})}
    if "reconsiders" in plain:
        plain["reconsiders"] = {"reference": ""} | plain["reconsiders"]
    timed = _with_times(plain, Decision, today, "", faults, msgspec.to_builtins(stood))
    for where, text in _texts(plain, ""):
        try:
            check_text(text, "")
        except WrongText as problem:
            what = problem.sentence.removeprefix(": ")
            faults.append(Fault(where, f"{what[:1].upper()}{what[1:]} {problem.advice}"))
    if faults:
        raise Unfit(tuple(_local(fault) for fault in faults))
    for contact in (c for person in timed.get("people") or () for c in person["who"].get("contacts") or ()):
        contact.pop("key", None)
    return without_lost_links(msgspec.convert(timed, Decision))


def section_of(slot: str) -> str:
    """The page that asks for a slot of a decision."""
    field = slot.partition("/")[0]
    return next((section for section, fields in SECTIONS.items() if field in fields), "reasons")


def is_untouched(section: str, answers: Answers) -> bool:
    """Does a section that asks for nothing needed hold nothing either, but what the organisation's pack filled in?"""
    pack = answers.get("arrangements") or {}
    own = answers | {"arrangements": {name: held for name, held in pack.items() if name not in FROM_PACK}}
    return section in OPTIONAL and not any(_given(own.get(field)) for field in SECTIONS[section])


def place_of(missing: Missing, answers: Answers) -> tuple[str, str]:
    """The page that asks for something missing, and the place on it."""
    if missing.rule.code == "telling":
        person = missing.slot.partition("/")[2]
        keys = [t["key"] for t in answers.get("telling") or () if t.get("person") == person]
        return "telling", f"telling/{keys[0]}" if keys else "telling"
    if missing.rule.code == "reconsidered":
        return "reconsiders", "reconsiders.new_information"
    field, _, key = missing.slot.partition("/")
    run = next((run for run in answers.get("checks") or () if field == "checks" and run["key"] == key), None)
    if run is not None:
        about = (run[link] for link in ("person", "item", "recipient") if run.get(link))
        return _CHECKED_ON.get(run["check"], "reasons"), "/".join(("check", run["check"], *about))
    return section_of(missing.slot), missing.slot


def to_be_told(answers: Answers) -> list[tuple[str, str]]:
    """Keys and names of those for whom it is asked whether they are told. No two are called the same."""
    told = [p for p in answers.get("people") or () if _may_be_told(p) and _given(p)]
    names = told_apart([(called(person), (str(person.get("age") or "").strip(),)) for person in told])
    return [
        (person["key"], name if names.count(name) == 1 else f"{name} ({names[:i].count(name) + 1})")
        for i, (person, name) in enumerate(zip(told, names, strict=True))
    ]


def _may_be_told(person: Answers) -> bool:
    """By what they are in one answer, or by the roles of somebody who is more than one answer can say."""
    if person.get("as"):
        return person["as"] in TOLD
    roles = set(person.get("roles") or ())
    return bool(roles & TOLD_ROLES) and (person.get("who") or {}).get("kind") != "unborn"


def known_people(answers: Answers) -> dict[str, str]:
    """For the people who are in the log already their ids, by their keys."""
    said = {person["key"]: person.get("same_as") for person in answers.get("people") or ()}
    return {key: known for key, known in said.items() if known and known != SOMEBODY_ELSE}


def people_named(answers: Answers) -> list[tuple[str, str]]:
    """Key and name of everybody there is a part for, to choose from; who has no name yet is told by a number."""
    people = answers.get("people") or ()
    names = [called(person, f"Person {number}") for number, person in enumerate(people, 1)]
    apart = told_apart([(name, (str(p.get("age") or "").strip(),)) for name, p in zip(names, people, strict=True)])
    return [(person["key"], name) for person, name in zip(people, apart, strict=True)]


def recipients_named(answers: Answers) -> list[tuple[str, str]]:
    """Key and name of every recipient there is a part for; who has no name yet is told by a number."""
    recipients = answers.get("recipients") or ()
    return [(r["key"], named_recipient(r, f"Recipient {number}")) for number, r in enumerate(recipients, 1)]


def named_recipient(recipient: Answers, nameless: str = "Recipient") -> str:
    """What to call a recipient of the answers."""
    return str(recipient.get("organisation") or recipient.get("person") or nameless)


def called(person: Answers, nameless: str = "Person without a name") -> str:
    """What to call a person of the answers."""
    who = person.get("who") or {}
    return str(who.get("name") or who.get("description") or "").strip() or nameless


def _given(value: Any) -> Any:
    """`value` without what is empty; an element of which only the key and links are there is empty."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, list):
        return [given for one in value if (given := _given(one)) not in (None, {}, [])]
    if isinstance(value, dict):
        kept = {name: given for name, held in value.items() if (given := _given(held)) not in (None, {}, [])}
        return kept if kept.keys() - _NO_ANSWERS else {}
    return value


def _person(person: Answers, faults: list[Fault]) -> Answers:
    who = person.get("who") or {}
    if other_names := who.pop("also_known_as", None):
        who["also_known_as"] = [name.strip() for name in other_names.splitlines() if name.strip()]
    person.pop("same_as", None)
    person.pop(NAME_NOW, None)
    if (code := person.pop("as", None)) is not None:
        roles, who["kind"] = AS[code]
        person["roles"] = list(roles)
    age = person.pop("age", None)
    if age:
        try:
            exact = understand(age).precision == "day"
        except NoSuchDate as problem:
            faults.append(Fault(f"people/{person['key']}/age", problem.sentence))
            exact = False
        who["date_of_birth" if exact else "age"] = age
    return person | {"who": who}


def _one_each(answers: Answers, people: set[str], faults: list[Fault]) -> None:
    """Nobody is in a decision twice; whoever is recorded in it has their id for a key."""
    met = set(people)
    for key, known in known_people(answers).items():
        if key in people and known in met - {key}:
            faults.append(Fault(f"people/{key}/who.name", "This is the same person as another one of this decision."))
        met.add(known)


def _bond(bond: Answers, people: set[str], faults: list[Fault]) -> bool:
    """Does a relationship link two people who are there? Half a one is a fault; one to nobody is left out."""
    ends = [end for field in ("person", "to") if (end := bond.get(field))]
    if len(ends) == 2 and not set(ends) <= people:
        return False
    if len(ends) < 2 or not bond.get("relation"):
        faults.append(
            Fault(f"relationships/{bond['key']}/relation", "Choose both people and what one is to the other.")
        )
    elif ends[0] == ends[1]:
        faults.append(Fault(f"relationships/{bond['key']}/to", "Choose two different people."))
    return True


def from_decision(decision: Decision) -> Answers:
    """The answers that a decision was, or could have been, made from: to be corrected or added to."""
    answers: Answers = msgspec.to_builtins(decision)
    for person in answers.get("people") or ():
        who = person["who"]
        now = (tuple(person.get("roles") or ()), who.get("kind", "unknown"))
        if code := next((code for code, meant in AS.items() if meant == now), None):
            person["as"] = code
            person.pop("roles", None)
            who.pop("kind", None)
        if names := who.pop("also_known_as", None):
            who["also_known_as"] = "\n".join(names)
        for number, contact in enumerate(who.get("contacts") or ()):
            contact["key"] = f"contact-{number}"
        born = who.get("date_of_birth")
        if not who.get("age") and born and born.get("precision") == "day":
            person["age"] = who.pop("date_of_birth")
        elif age := who.pop("age", None):
            person["age"] = age
    for telling in answers.get("telling") or ():
        if (field := _WHEN.get(telling.get("result", ""))) and field in telling:
            telling["when"] = telling.pop(field)
    return {name: _as_typed(value) for name, value in answers.items()}


def _as_typed(value: Any) -> Any:
    """Stated times as the words they were said in."""
    if isinstance(value, dict):
        if "said" in value:
            return value["said"]
        return {name: _as_typed(held) for name, held in value.items()}
    return [_as_typed(one) for one in value] if isinstance(value, list | tuple) else value


def _telling(telling: Answers) -> Answers:
    when = telling.pop("when", None)
    field = _WHEN.get(telling.get("result", ""))
    if when and field is None:
        telling["what_would_change_it"] = when  # words without a result: kept
        return telling
    return telling | ({str(field): when} if when else {})


def _with_times(value: Any, kind: Any, today: date | None, where: str, faults: list[Fault], stood: Any) -> Any:
    """`value` with every date as typed replaced by what it can mean, or what it was taken to mean where it `stood`."""
    if isinstance(value, list):
        return [_with_times(one, kind, today, _element(where, one), faults, _same(one, stood)) for one in value]
    if kind is StatedTime and isinstance(value, str):
        if isinstance(stood, dict) and stood.get("said") == value:
            return stood
        try:
            return msgspec.to_builtins(understand(value, today=today))
        except NoSuchDate as problem:
            faults.append(Fault(where, f"{problem.sentence} {problem.advice}"))
            return None
    if not isinstance(value, dict):
        return value
    inner, before = inner_structs(kind), stood if isinstance(stood, dict) else {}
    for name, is_text in _needed(kind):
        if name not in value and not is_text:
            faults.append(Fault(_within(where, name), "Choose one of these."))
    return {name: "" for name, is_text in _needed(kind) if is_text} | {
        name: _with_times(held, inner[name], today, _within(where, name), faults, before.get(name))
        if name in inner
        else held
        for name, held in value.items()
    }


def _same(element: Any, stood: Any) -> Any:
    """The element of a list that has the same key."""
    key = element.get("key") if isinstance(element, dict) else None
    return next((one for one in stood if isinstance(one, dict) and one.get("key") == key), None) if stood else None


@cache
def _needed(kind: type[Struct]) -> tuple[tuple[str, bool], ...]:
    """What a struct cannot be without: the field, and whether it is a text, which may be empty."""
    hints = get_type_hints(kind)
    return tuple((f.name, hints[f.name] is str) for f in msgspec.structs.fields(kind) if f.required)


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, _element(where, one))
    elif isinstance(value, dict):
        for name, held in value.items():
            yield from _texts(held, _within(where, name))


def _element(where: str, element: Any) -> str:
    return f"{where}/{element['key']}/" if isinstance(element, dict) and "key" in element else where


def _within(where: str, name: str) -> str:
    return f"{where}{name}" if not where or where.endswith("/") else f"{where}.{name}"


def _local(fault: Fault) -> Fault:
    """A fault named by the question that was asked."""
    field, _, rest = fault.where.partition("/")
    key, _, inner = rest.partition("/")
    if field == "telling" and inner in {*_WHEN.values(), "what_would_change_it"}:
        return Fault(f"telling/{key}/when", fault.sentence)
    if field == "people" and inner in ("who.age", "who.date_of_birth"):
        return Fault(f"people/{key}/age", fault.sentence)
    if field == "identities":
        return Fault(f"recipients/{key.removeprefix('protect-')}/protected_how", fault.sentence)
    return fault
