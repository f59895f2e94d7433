"""From answers to the record of a run, and from a run back to answers and to the fields that it fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, structs

from sharedesk.domain.check import (
    BLANKS,
    DONT_KNOW,
    OPENING,
    Answers,
    Check,
    Context,
    Outcome,
    Question,
    Result,
    asked,
    listed,
    settle,
    shown,
)
from sharedesk.domain.check_run import Asked, CheckRun
from sharedesk.domain.stated_time import StatedTime


class About(Struct, frozen=True, kw_only=True):
    """What a run is about, by the keys of the decision: nothing for the decision as a whole."""

    person: str | None = None
    item: str | None = None
    recipient: str | None = None


class Sitting(Struct, frozen=True, kw_only=True):
    """What somebody has put in so far: answers, what they added to them, what they decided, and why otherwise."""

    answers: Answers = {}
    notes: Mapping[str, str] = {}
    decided: str = ""
    departing_because: str = ""


class Circumstances(Struct, frozen=True, kw_only=True):
    """Who ran a check and when, with which guidance, and which earlier run it takes up again."""

    by: str = ""
    run_at: StatedTime | None = None
    guidance: str = ""
    organisation: str = ""
    follows: str | None = None


def recorded(
    key: str, check: Check, sitting: Sitting, context: Context, about: About, circumstances: Circumstances
) -> CheckRun:
    """The record of a run: every question that was shown, in its wording, open ones included; the advice; the decision.

    The blanks for a person, a recipient or an item stay blanks: the run names them by key, so that no name is kept
    twice and none outlives an erasure. Paper and screen fill them in again (`check.shown`).

    Departing from the advice without a reason is recorded as that (`completeness` asks for it); nothing is refused but
    answers and results that the check does not have (UnknownAnswer).
    """
    context = _unnamed(context)
    outcome = settle(check, sitting.answers, context)
    decided = check.result(sitting.decided) if sitting.decided else None
    return CheckRun(
        key=key,
        check=check.id,
        title=check.title,
        guidance=circumstances.guidance,
        organisation=circumstances.organisation,
        person=about.person,
        item=about.item,
        recipient=about.recipient,
        asked=tuple(_shown(check, sitting, context)),
        advice=outcome.result,
        advice_wording=outcome.label,
        because=tuple(reason.says for reason in outcome.reasons),
        findings=outcome.findings,
        decided=sitting.decided,
        decided_wording=_label_of(decided, outcome) if decided else "",
        departing_because=sitting.departing_because,
        by=circumstances.by,
        run_at=circumstances.run_at,
        follows=circumstances.follows,
    )


def sitting_of(run: CheckRun) -> Sitting:
    """What was put in for a run, to look at it again. What the opening question answered is left to it."""
    own = [one for one in run.asked if one.how is None]
    return Sitting(
        answers={one.question: one.answer or one.note for one in own if one.answer or one.note},
        notes={one.question: one.note for one in own if one.answer and one.note},
        decided=run.decided,
        departing_because=run.departing_because,
    )


def values(check: Check, run: CheckRun) -> dict[str, str]:
    """What a run says for fields of the decision: `fills` of each answered question, and its code or words.

    “I don't know” is said only where it is one of yes, no and that: a choice that nobody made fills nothing.
    """
    known = {question.id: question for question in check.questions}
    found: dict[str, str] = {}
    for one in run.asked:
        question, given = known.get(one.question), one.answer or one.note
        if question and question.fills and given and not (question.kind == "choice" and given == DONT_KNOW):
            found[question.fills] = given
    return found


def _shown(check: Check, sitting: Sitting, context: Context) -> Iterator[Asked]:
    own = {question.id for question in asked(check, sitting.answers, context, sitting.decided)}
    settled = sitting.answers.get(OPENING) in check.settled_by
    together = {question.id for question in listed(check, context)} if settled else set()
    for question in check.questions:
        if question.id in own:
            answer, note = sitting.answers.get(question.id, ""), sitting.notes.get(question.id, "")
            yield _answered(question, answer, note, context)
        elif question.id in together:
            yield structs.replace(_answered(question, question.plain, "", context), how="with_opening")


def _answered(question: Question, answer: str, note: str, context: Context) -> Asked:
    wording = shown(question.text, context)
    if not question.answers:
        return Asked(question=question.id, wording=wording, note=answer)
    return Asked(
        question=question.id, wording=wording, answer=answer, answer_wording=_said(question, answer), note=note
    )


def _unnamed(context: Context) -> Context:
    own = {name: f"{{{name}}}" for name in BLANKS} | {k: v for k, v in context.words.items() if k == "sentence"}
    return structs.replace(context, words=own)


def _label_of(decided: Result, outcome: Outcome) -> str:
    return outcome.label if decided.code == outcome.result else decided.vague or decided.label


def _said(question: Question, code: str) -> str:
    return next((choice.text for choice in question.answers if choice.code == code), "")
