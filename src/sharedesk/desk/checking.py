"""Running a check for somebody or something in a draft: begin, answer, see the advice, decide, put it into the draft.

A `Session` is a run in progress. It is never changed: answering gives another. `put` makes a run of it among the
draft's answers, and fills the fields that the answers are also for: nothing is asked twice (`desk.check_fills`).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any, get_args

import msgspec
from msgspec import Struct, structs

from sharedesk.desk import answers as answering
from sharedesk.desk.answers import AS, Answers
from sharedesk.desk.check_fills import already_said, fill, unfill
from sharedesk.desk.shelf import Shelf as WholeShelf
from sharedesk.desk.usual_basis import fill_usual
from sharedesk.domain import check as engine
from sharedesk.domain.check import OPENING, Check, Context, Fact, Outcome, Question
from sharedesk.domain.check_record import About, Circumstances, Sitting, recorded, sitting_of
from sharedesk.domain.check_run import CheckRun, latest
from sharedesk.domain.guidance import Guidance
from sharedesk.domain.ids import Dice, new_key
from sharedesk.domain.organisation import Organisation
from sharedesk.domain.stated_time import MONTHS
from sharedesk.guidance.checks import load_checks

_FACTS = frozenset(get_args(Fact))
_PUBLIC = {"council", "nhs_body", "nhs_gp", "maintained_school", "academy", "fe_college", "police", "youth_offending",
           "other_competent_authority"}  # fmt: skip
NOTHING = About()
"""For a check about the decision as a whole."""
_OURS = "We share this because"
_LONGEST_NAME = 60
"""Characters of a name that stand for it in a question."""
_SHORT = 60
"""Characters of an item's text that stand for it in a question."""


class Shelf(Struct, frozen=True, kw_only=True):
    """The checks, and what their runs keep of where they came from. `usual`: the organisation's sentence."""

    checks: Mapping[str, Check]
    guidance: str = ""
    organisation: Organisation | None = None
    usual: str = ""


class Session(Struct, frozen=True, kw_only=True):
    """A run in progress, with the key of its run. `follows` is the key of the earlier run that it takes up again."""

    key: str
    check: Check
    about: About
    context: Context
    sitting: Sitting = Sitting()
    follows: str | None = None


class Shown(Struct, frozen=True, kw_only=True):
    """One question as the page shows it: wording, why it is asked, the answers to choose from, and what is there."""

    question: Question
    text: str
    why: str
    answer: str = ""
    note: str = ""


class Page(Struct, frozen=True, kw_only=True):
    """What to show now: the questions in order, the prompts to list beside the opening one, and the advice so far."""

    questions: tuple[Shown, ...]
    listed: tuple[Shown, ...]
    outcome: Outcome
    departs: bool
    """Was something else decided than advised? Then the page asks why."""


def shelf(guidance: Guidance, organisation: Organisation | None = None, usual: str = "") -> Shelf:
    """The shelf of checks. `usual` serves where the pack has no sentence. Raises FaultyFile, FileNotThere."""
    own = organisation.usual.sentence if organisation and organisation.usual else ""
    return Shelf(checks=load_checks(guidance), guidance=guidance.version, organisation=organisation, usual=own or usual)


def of_shelf(read: WholeShelf, usual: str = "") -> Shelf:
    """The checks of the guidance shelf that is open already."""
    own = read.organisation.usual.sentence if read.organisation and read.organisation.usual else ""
    return Shelf(checks=read.checks, guidance=read.guidance.version, organisation=read.organisation, usual=own or usual)


def begin(
    shelf: Shelf, answers: Answers, check: str, about: About = NOTHING, dice: Dice = secrets.token_bytes
) -> Session:
    """A run for somebody or something in these answers, with what they say already filled in.

    Where there is a run of this check about the same, the new one follows it and starts from its answers, without its
    decision: looking again means deciding again. Raises KeyError for a check that is not there.
    """
    found = shelf.checks[check]
    earlier = [run for run in latest(_runs(answers)) if run.check == check and _about(run) == about]
    context = _context(shelf, answers, about)
    before = sitting_of(earlier[-1]) if earlier else Sitting()
    known = {question.id for question in found.questions}
    said = already_said(found, answers, about)
    fields = {question.id for question in found.questions if question.fills}  # may have been changed since
    given = said | {k: v for k, v in before.answers.items() if k in known and not (k in fields and k in said)}
    return Session(
        key=new_key(dice),
        check=found,
        about=about,
        context=context,
        sitting=Sitting(answers=given, notes={k: v for k, v in before.notes.items() if k in known}),
        follows=earlier[-1].key if earlier else None,
    )


def sit_down(shelf: Shelf, answers: Answers, check: str, about: About, recorded: Collection[str] = ()) -> Session:
    """Go on with the run that was begun in this draft, decision and all; else begin one.

    `recorded`: keys of the runs that are in the log, which are looked at again and never written over. Where somebody
    chose a result for this person before they went through the questions, that is what they decided.
    """
    session = begin(shelf, answers, check, about)
    results = {result.code for result in session.check.results}
    telling: Answers = next(
        (t for t in answers.get("telling") or () if check == "telling" and t["person"] == about.person), {}
    )
    chosen = str(telling.get("result") or "")
    if session.follows is None:
        return decide(session, chosen if chosen in results else "")
    run = next(one for one in history(answers, check, about) if one.key == session.follows)
    if run.key in recorded:
        return session
    decided = run.decided if check != "telling" else chosen
    again = structs.replace(session, key=run.key, follows=run.follows)
    return decide(again, decided if decided in results else "", run.departing_because)


def page(session: Session) -> Page:
    """What to show now. Raises UnknownAnswer."""
    sitting, context = session.sitting, session.context
    outcome = engine.settle(session.check, sitting.answers, context)
    return Page(
        questions=tuple(
            _shown(session, q) for q in engine.asked(session.check, sitting.answers, context, sitting.decided)
        ),
        listed=tuple(_shown(session, q) for q in engine.listed(session.check, context)),
        outcome=outcome,
        departs=bool(sitting.decided) and outcome.settled and sitting.decided != outcome.result,
    )


def answer(session: Session, question: str, given: str, note: str = "") -> Session:
    """The session with one answer given, changed or (empty) taken back. Raises UnknownAnswer.

    Who decided as advised decides again where the advice becomes another.
    """
    session.check.question(question)
    sitting = session.sitting
    changed = structs.replace(
        sitting, answers={**sitting.answers, question: given}, notes={**sitting.notes, question: note}
    )
    now = engine.settle(session.check, changed.answers, session.context).result
    if sitting.decided and now != sitting.decided == _advised(session):
        changed = structs.replace(changed, decided="", departing_because="")
    return structs.replace(session, sitting=changed)


def decide(session: Session, result: str, because: str = "") -> Session:
    """The session with what the practitioner decided, and why where that departs from the advice.

    Raises UnknownAnswer for a result that the check does not have; a missing reason is never an error.
    """
    if result:
        session.check.result(result)
    return structs.replace(session, sitting=structs.replace(session.sitting, decided=result, departing_because=because))


def put(
    shelf: Shelf, answers: Answers, session: Session, by: str, now: datetime, dice: Dice = secrets.token_bytes
) -> Answers:
    """The answers with the run added to them and its fields filled in. An earlier run stays beside it.

    A session that was put before takes the place of its run, and takes back what that filled in. `now` is the device's
    time. The given answers are left as they are.
    """
    found = deepcopy(answers)
    for before in (one for one in _runs(found) if one.key == session.key):
        unfill(found, session.check, before)
    run = recorded(
        session.key,
        session.check,
        session.sitting,
        session.context,
        session.about,
        Circumstances(
            by=by,
            guidance=shelf.guidance,
            organisation=f"{shelf.organisation.version:%Y-%m-%d}" if shelf.organisation else "",
            follows=session.follows,
        ),
    )
    plain: Answers = msgspec.json.decode(msgspec.json.encode(run))  # lists, as a sealed draft gives them back
    plain["run_at"] = f"{now.day} {MONTHS[now.month - 1]} {now.year} at {now:%H:%M}"
    found["checks"] = [*(one for one in found.get("checks") or () if one["key"] != session.key), plain]
    fill(found, session.check, run, shelf.usual, dice)
    if session.check.id == "lawful-basis":
        fill_usual(found, shelf.organisation)
    return found


def same_for(
    shelf: Shelf, answers: Answers, session: Session, people: tuple[str, ...], by: str, now: datetime,
    dice: Dice = secrets.token_bytes,
) -> Answers:  # fmt: skip
    """The answers with the same said for other people, each with a run of their own.

    Only what is asked of them too is taken over, and never how one of them is safely reached. “No, I have read these”
    does not speak for prompts that were not listed: their check stays open. Where the advice for them is another,
    nothing is decided for them.
    """
    advised = page(session).outcome.result
    for person in people:
        other = begin(shelf, answers, session.check.id, structs.replace(session.about, person=person))
        theirs = {name: given for name, given in session.sitting.answers.items() if _may_be_copied(session, name)}
        if theirs.get(OPENING) in session.check.settled_by and not _has_read(session, other):
            del theirs[OPENING]
        notes = {name: note for name, note in session.sitting.notes.items() if name in theirs}
        other = structs.replace(other, sitting=Sitting(answers=theirs, notes=notes))
        if session.sitting.decided and page(other).outcome.result == advised:
            other = decide(other, session.sitting.decided, session.sitting.departing_because)
        answers = put(shelf, answers, other, by, now, dice)
    return answers


def usual_basis(
    shelf: Shelf, answers: Answers, choice: str, by: str, now: datetime, dice: Dice = secrets.token_bytes
) -> Answers:
    """The plain case of why we could share, in one step: `same_as_usual`, or `decide_later`.

    `something_different` is only noted; its steps are a session of the check “lawful-basis” like any other. Raises
    UnknownAnswer for any other choice.
    """
    session = answer(begin(shelf, answers, "lawful-basis"), OPENING, choice)
    if choice == "same_as_usual":
        session = decide(session, "named")
    return put(shelf, answers, session, by, now, dice)


def history(answers: Answers, check: str, about: About) -> tuple[CheckRun, ...]:
    """Every run of a check about the same person or thing, the earliest first."""
    return tuple(run for run in _runs(answers) if run.check == check and _about(run) == about)


def _advised(session: Session) -> str:
    return engine.settle(session.check, session.sitting.answers, session.context).result


def _may_be_copied(session: Session, question: str) -> bool:
    """May this answer be said of somebody else too? A safe number is one person's own."""
    return not session.check.question(question).fills.startswith("safe_contact.")


def _has_read(session: Session, other: Session) -> bool:
    """Was everything that is listed for the other person listed for the first?"""
    first = {question.id for question in engine.listed(session.check, session.context)}
    return {question.id for question in engine.listed(other.check, other.context)} <= first


def _runs(answers: Answers) -> tuple[CheckRun, ...]:
    return tuple(
        msgspec.convert(plain | {"run_at": {"said": plain.get("run_at") or ""}}, CheckRun)
        for plain in answers.get("checks") or ()
    )


def _about(run: CheckRun) -> About:
    return About(person=run.person, item=run.item, recipient=run.recipient)


def _shown(session: Session, question: Question) -> Shown:
    return Shown(
        question=question,
        text=engine.shown(question.text, session.context),
        why=engine.shown(question.why, session.context),
        answer=session.sitting.answers.get(question.id, ""),
        note=session.sitting.notes.get(question.id, ""),
    )


def _context(shelf: Shelf, answers: Answers, about: About) -> Context:
    person = _element(answers, ("people",), about.person)
    recipient = _element(answers, ("recipients",), about.recipient)
    item = _element(answers, ("items", "attached"), about.item)
    words = {
        "person": _clipped(answering.called(person)) if person else "",
        "recipient": _clipped(str(recipient.get("organisation") or recipient.get("person") or "")),
        "item": _quoted(item),
        "document": _quoted(item),
        "sentence": _because(shelf.usual),
    }
    facts = {*_of_person(person), *_of_organisation(shelf.organisation)}
    if recipient.get("safeguarding_role") == "yes":
        facts.add("safeguarding_body")
    return Context(facts=frozenset(facts & _FACTS), words={k: v for k, v in words.items() if v})  # type: ignore[arg-type]


def _clipped(name: str) -> str:
    """A name short enough to stand in a question; the record holds all of it."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME].rstrip()}…"


def _of_person(person: Answers) -> Iterator[str]:
    roles, kind = AS.get(person.get("as", ""), (tuple(person.get("roles") or ()), ""))
    yield from roles
    yield kind or str((person.get("who") or {}).get("kind") or "")
    if person.get("could_be_harmed") == "yes":
        yield "could_be_harmed"


def _of_organisation(organisation: Organisation | None) -> Iterator[str]:
    if organisation is not None:
        yield from ("public_authority",) * (organisation.body in _PUBLIC)
        yield from ("charity_or_private",) * (organisation.body in ("charity", "private"))
        yield from ("england",) * (organisation.nation == "england")


def _element(answers: Answers, fields: tuple[str, ...], key: str | None) -> Answers:
    every: Iterator[Any] = (one for field in fields for one in answers.get(field) or ())
    return next((one for one in every if key is not None and one.get("key") == key), {})


def _because(sentence: str) -> str:
    """The usual sentence as it goes on after “We share this because”, which the question says itself."""
    said = sentence.strip().rstrip(".")
    return said[len(_OURS) :].lstrip(" :") if said.lower().startswith(_OURS.lower()) else said


def _quoted(item: Answers) -> str:
    text = " ".join(str(item.get("text") or item.get("title") or "").split())
    return f"“{text[: _SHORT - 1].rstrip()}…”" if len(text) > _SHORT else f"“{text}”" if text else ""
