"""Checks as data, and the one engine that settles any of them.

A check is a list of questions. Each answer may lead to a result; of all the results that the answers lead to, the most
protective stands. An opening question can settle the plain case by itself. A question left open leaves the check not
settled, and “don't know” leads neither to the least nor to the most protective result. The outcome is advice: what is
decided, and why, is the practitioner's (`check_record`).

Pure functions over frozen structs. The checks are read from resources/guidance/checks by `sharedesk.guidance`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from sharedesk.domain.guidance import Id, Source, Text
from sharedesk.errors import ShareDeskError

Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)]
"""An answer or a result: small letters, digits and underscores, as the record keeps it."""
Fact = Literal[
    "child", "adult", "unborn", "parent", "carer", "sibling", "family", "victim", "person_of_concern", "witness",
    "source", "professional", "could_be_harmed",
    "safeguarding_body",
    "public_authority", "charity_or_private", "england",
]  # fmt: skip
"""What is known before anything is asked: of the person, the recipient, the kind of information, and of ourselves."""
NOT_SETTLED = "not_settled"
DONT_KNOW = "dont_know"
OPENING = "opening"
"""The id of the opening question, where a check has one."""


class Where(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When something applies: any of some facts, none of others, and certain answers to earlier questions. All hold."""

    any_of: tuple[Fact, ...] = ()
    none_of: tuple[Fact, ...] = ()
    answered: Mapping[Id, tuple[Code, ...]] = {}


class Choice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer to choose."""

    code: Code
    text: Text


class Lead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What some answers lead to: a result (or none: then it only says something), why, and what goes with it."""

    on: Annotated[tuple[Code, ...], Meta(min_length=1)]
    result: Code = ""
    says: Text
    where: Where = Where()
    ask: str = ""
    """Whom to ask, as it fits into “Ask … first”."""
    after: str = ""
    """As it fits into “Tell after …”."""
    until: str = ""
    """When to look again, as it fits into “Look again on …”."""
    findings: tuple[str, ...] = ()
    """Provisions of the law that the answer points to, such as `6(1)(e)`."""


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question. `prompt`: it is listed beside the opening question, which can answer it (with its `plain` answer).

    `optional`: left open, it leaves nothing unsettled. `results`: asked once the check has one of these results, to
    complete the record; such a question leads nowhere. `fills` names the field of the decision that the answer goes to.
    """

    id: Id
    text: Text
    why: Text
    kind: Literal["yes_no", "choice", "text", "date"] = "yes_no"
    choices: tuple[Choice, ...] = ()
    dont_know: bool = True
    prompt: bool = False
    plain: Code = "no"
    optional: bool = False
    where: Where = Where()
    results: tuple[Code, ...] = ()
    leads: tuple[Lead, ...] = ()
    sources: tuple[Source, ...] = ()
    guidance: tuple[Id, ...] = ()
    """Ids of the statements on the shelf that say more."""
    record: str = ""
    """What to write down with the answer."""
    fills: str = ""

    @property
    def answers(self) -> tuple[Choice, ...]:
        """The answers to choose from; none where words or a date are asked for."""
        if self.kind in ("text", "date"):
            return ()
        given = self.choices or (Choice(code="yes", text="Yes"), Choice(code="no", text="No"))
        return (*given, Choice(code=DONT_KNOW, text="I don't know")) if self.dont_know else given


class Result(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One result. `label` may hold {ask}, {after} and {until}; `vague` is said where nothing fills them."""

    code: Code
    label: Text
    vague: str = ""
    says: Text


class Check(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A check. `results` go from least to most protective.

    `otherwise` is the result where no answer leads anywhere. Where the opening question sent the reader to the prompts
    and none of them leads anywhere, it is `opened_otherwise`; empty: not settled, because the answers do not agree.
    """

    id: Id
    title: Text
    opening_line: Text
    about: Literal["decision", "person", "item", "recipient"]
    settled_by: tuple[Code, ...] = ()
    opened_by: tuple[Code, ...] = ()
    otherwise: Code
    opened_otherwise: Code = ""
    dont_know: Lead
    """What “I don't know” leads to, where a question does not say."""
    results: Annotated[tuple[Result, ...], Meta(min_length=2)]
    look_again_when: tuple[Text, ...] = ()
    """Events after which the check is worth running again."""
    questions: Annotated[tuple[Question, ...], Meta(min_length=1)]

    def question(self, name: str) -> Question:
        """The question with this id. Raises UnknownAnswer."""
        for question in self.questions:
            if question.id == name:
                return question
        raise UnknownAnswer(self.id, name)

    def result(self, code: str) -> Result:
        """The result with this code. Raises UnknownAnswer."""
        for result in self.results:
            if result.code == code:
                return result
        raise UnknownAnswer(self.id, code)

    def rank(self, code: str) -> int:
        """How protective a result is: 0 is the least."""
        return self.results.index(self.result(code))


class UnknownAnswer(ShareDeskError):
    """A question, an answer or a result that the check does not have."""

    exit_code = 3

    def __init__(self, check: str, name: str) -> None:
        super().__init__(
            f"The check “{check}” has no question, answer or result “{name[:60]}”.",
            "Nothing was changed. The check may be of another version: run it again.",
        )


class Context(Struct, frozen=True, kw_only=True):
    """What is known before anything is asked. `words` fill {person}, {recipient} and the like in the wording."""

    facts: frozenset[Fact] = frozenset()
    words: Mapping[str, str] = {}


Answers = Mapping[str, str]
"""Question id to the code of an answer, or to words; empty or missing: left open."""


class Reason(Struct, frozen=True, kw_only=True):
    """What one answer led to, in the wording that is shown. `result` may be empty."""

    question: str
    result: str
    says: str
    ask: str = ""
    after: str = ""
    until: str = ""
    findings: tuple[str, ...] = ()


class Outcome(Struct, frozen=True, kw_only=True):
    """What the answers come to. `reasons` start with the most protective; `open` names what is still to answer.

    `disagree`: the opening question and the prompts say different things, so the opening is asked again.
    """

    result: str
    label: str
    says: str
    reasons: tuple[Reason, ...]
    open: tuple[str, ...]
    disagree: bool = False

    @property
    def settled(self) -> bool:
        """Is there advice?"""
        return self.result != NOT_SETTLED

    @property
    def ask(self) -> tuple[str, ...]:
        """Whom to ask, each once."""
        return tuple(dict.fromkeys(reason.ask for reason in self.reasons if reason.ask))

    @property
    def findings(self) -> tuple[str, ...]:
        """The provisions that the answers point to, each once, in the order of the questions."""
        return tuple(dict.fromkeys(one for reason in self.reasons for one in reason.findings))


def settle(check: Check, answers: Answers, context: Context) -> Outcome:
    """What these answers come to. Answers to questions that do not apply are not counted. Raises UnknownAnswer."""
    _refuse_unknown(check, answers)
    asked = _asked(check, answers, context)
    reasons = tuple(reason for question in asked for reason in _reasons(check, question, answers, asked, context))
    still_open = tuple(q.id for q in asked if not q.optional and not _answered(check, q, answers))
    prompts = {q.id for q in asked if q.prompt}
    opened = answers.get(OPENING) in check.opened_by
    nothing_found = opened and not any(r.question in prompts and r.result for r in reasons)
    disagree = nothing_found and not still_open and not check.opened_otherwise
    if still_open or disagree or any(reason.result == NOT_SETTLED for reason in reasons):
        return _not_settled(reasons, (OPENING,) if disagree else still_open, disagree)
    otherwise = check.opened_otherwise if nothing_found else check.otherwise
    result = max((r.result for r in reasons if r.result), key=check.rank, default=otherwise)
    in_order = sorted(reasons, key=lambda r: -check.rank(r.result) if r.result else 1)
    return Outcome(
        result=result,
        label=_label(check.result(result), [r for r in reasons if r.result == result]),
        says=shown(check.result(result).says, context),
        reasons=tuple(in_order),
        open=(),
    )


def asked(check: Check, answers: Answers, context: Context, decided: str = "") -> tuple[Question, ...]:
    """The questions that apply now, in order, and those that complete the record of the result or what was decided.

    Raises UnknownAnswer.
    """
    result = decided or settle(check, answers, context).result
    now = _asked(check, answers, context)
    known = {question.id for question in now}
    return tuple(
        q for q in check.questions if q.id in known or (result in q.results and _holds(q.where, answers, now, context))
    )


def listed(check: Check, context: Context) -> tuple[Question, ...]:
    """The prompts to list beside the opening question: those that apply to this person or thing before any answer."""
    return tuple(q for q in check.questions if q.prompt and _holds(q.where, {}, (), context))


def shown(text: str, context: Context) -> str:
    """A wording as it is shown: {person} and the like filled in; what is not known is said as “this person”, “them”."""
    filled = BLANK.sub(lambda blank: context.words.get(blank[1], "") or BLANKS.get(blank[1], blank[0]), text)
    return filled[:1].upper() + filled[1:] if text.startswith("{") else filled


BLANK = re.compile(r"\{(\w+)\}")
BLANKS = {
    "person": "this person",
    "recipient": "the recipient",
    "item": "this information",
    "document": "this document",
    "sentence": "the organisation's usual sentence",
}
"""What a wording may leave to be filled in, and what stands there where it is not known."""


def _refuse_unknown(check: Check, answers: Answers) -> None:
    for name, answer in answers.items():
        question = check.question(name)
        if answer and question.answers and answer not in {choice.code for choice in question.answers}:
            raise UnknownAnswer(check.id, answer)


def _asked(check: Check, answers: Answers, context: Context) -> tuple[Question, ...]:
    """The questions that apply.

    A prompt with an answer of its own keeps the prompts open, whatever the opening says: nothing that was said is
    unsaid by an easier answer.
    """
    every = tuple(_walk(check, answers, context, prompts=True))
    if not check.opened_by or answers.get(OPENING) in check.opened_by:
        return every
    if any(q.prompt and answers.get(q.id) and answers[q.id] != q.plain for q in every):
        return every
    return tuple(_walk(check, answers, context, prompts=False))


def _walk(check: Check, answers: Answers, context: Context, *, prompts: bool) -> Iterator[Question]:
    so_far: list[Question] = []
    for question in check.questions:
        if question.results or (question.prompt and not prompts):
            continue
        if _holds(question.where, answers, so_far, context):
            so_far.append(question)
            yield question


def _holds(where: Where, answers: Answers, asked: tuple[Question, ...] | list[Question], context: Context) -> bool:
    if where.any_of and not context.facts & set(where.any_of) or context.facts & set(where.none_of):
        return False
    known = {question.id for question in asked}
    return all(name in known and answers.get(name) in codes for name, codes in where.answered.items())


def _answered(check: Check, question: Question, answers: Answers) -> bool:
    given = answers.get(question.id, "").strip()
    if question.id == OPENING and given not in (*check.settled_by, *check.opened_by):
        return False  # “decide later” is no answer yet
    return bool(given)


def _reasons(
    check: Check, question: Question, answers: Answers, asked: tuple[Question, ...], context: Context
) -> Iterator[Reason]:
    given = answers.get(question.id)
    leads = [lead for lead in question.leads if given in lead.on and _holds(lead.where, answers, asked, context)]
    if given == DONT_KNOW and not any(lead.result for lead in leads) and question.id != OPENING:
        leads.append(check.dont_know)
    for lead in leads:
        yield Reason(
            question=question.id,
            result=lead.result,
            says=shown(lead.says, context),
            ask=shown(lead.ask, context),
            after=shown(lead.after, context),
            until=shown(lead.until, context),
            findings=lead.findings,
        )


def _label(result: Result, reasons: list[Reason]) -> str:
    said = {
        name: " and ".join(dict.fromkeys(getattr(reason, name) for reason in reasons if getattr(reason, name)))
        for name in ("ask", "after", "until")
    }
    wanted = set(BLANK.findall(result.label))
    if any(not said.get(name) for name in wanted):
        return result.vague
    return result.label.format_map(said)


def _not_settled(reasons: tuple[Reason, ...], still_open: tuple[str, ...], disagree: bool) -> Outcome:
    says = (
        "Your first answer and the ones below it do not agree. Now that you have read them, answer the first one again."
        if disagree
        else "Some questions are open. You can go on and come back to them; the record says that they are open."
    )
    return Outcome(
        result=NOT_SETTLED, label="Not settled yet", says=says, reasons=reasons, open=still_open, disagree=disagree
    )
