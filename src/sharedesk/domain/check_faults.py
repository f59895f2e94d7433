"""What is wrong with a check as data: names that name nothing, circles, questions that can never be asked.

A check with a fault is refused whole, because advice from half a check would look like advice from all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sharedesk.domain.check import BLANK, BLANKS, DONT_KNOW, NOT_SETTLED, OPENING, Check, Lead, Question, Where


class Fault(NamedTuple):
    """`place` as in the file (`("questions", 3, "leads", 0)`), what is wrong there and what to do."""

    place: tuple[str | int, ...]
    fault: str
    advice: str


class _Need(NamedTuple):
    """What must hold for a question to be asked, its own conditions and those of the questions it hangs on."""

    any_of: tuple[frozenset[str], ...] = ()
    none_of: frozenset[str] = frozenset()
    answers: tuple[tuple[str, frozenset[str]], ...] = ()

    def can_hold(self) -> bool:
        """Is there anybody, with any answers, for whom all of it holds?"""
        allowed: dict[str, frozenset[str]] = {}
        for name, codes in self.answers:
            allowed[name] = allowed.get(name, codes) & codes
        return all(facts - self.none_of for facts in self.any_of) and all(allowed.values())


def faults(check: Check) -> Iterator[Fault]:
    """Every fault of a check, in the order of its file; none: it can be run."""
    codes = [result.code for result in check.results]
    names = [question.id for question in check.questions]
    if len(set(codes)) < len(codes):
        yield Fault(("results",), "two results have the same code", "Give each result a code of its own.")
    for number, result in enumerate(check.results):
        if "{" in result.label and not result.vague:
            yield Fault(("results", number), "its label has a blank and “vague” is missing",
                        "Add vague = the label where nothing fills the blank.")  # fmt: skip
    for place, code in ((("otherwise",), check.otherwise), (("opened_otherwise",), check.opened_otherwise)):
        if code and code not in codes:
            yield Fault(place, f"there is no result “{code}”", "Use the code of one of the results.")
    yield from _about_dont_know(check, ("dont_know",), check.dont_know)
    if not check.dont_know.result:
        yield Fault(("dont_know",), "it leads to no result", "Give it a result between the least and the most.")
    if bool(check.settled_by) != (OPENING in names) or bool(check.settled_by) != bool(check.opened_by):
        yield Fault(("questions",), "an opening question, settled_by and opened_by go together",
                    "Give the opening question the id “opening”, and name the answers that settle it.")  # fmt: skip
    for number, question in enumerate(check.questions):
        if names.index(question.id) < number:
            yield Fault(("questions", number), "another question has this id", "Give it an id of its own.")
        yield from _about_question(check, number, question)


def _about_question(check: Check, number: int, question: Question) -> Iterator[Fault]:
    place = ("questions", number)
    codes = {choice.code for choice in question.answers}
    own_words = question.kind == "yes_no" and {choice.code for choice in question.choices} == {"yes", "no"}
    if (question.kind == "choice") != bool(question.choices) and not own_words:
        yield Fault(place, "a choice needs choices, and nothing else has them", "Add choices, or change its kind.")
    if question.prompt and question.plain not in codes and not question.where.answered:
        yield Fault(place, f"its plain answer “{question.plain}” is not one of its answers", "Name one of its answers.")
    if question.results and (question.leads or not question.optional or question.prompt):
        yield Fault(place, "a question that completes a result leads nowhere and is optional",
                    "Take out its leads and write optional = true, or take out “results”.")  # fmt: skip
    for code in question.results:
        if code not in {result.code for result in check.results}:
            yield Fault((*place, "results"), f"there is no result “{code}”", "Use the code of one of the results.")
    for text in (question.text, question.why):
        yield from (
            Fault(place, f"“{{{blank}}}” is not known", f"Use one of {', '.join(BLANKS)}.") for blank in _unknown(text)
        )
    yield from _about_where(check, (*place, "where"), question.where, number)
    if not list(_circle(check, question)) and not _need(check, question).can_hold():
        yield Fault(place, "it can never be asked", "Look at its “where”: its conditions exclude each other.")
    for at, lead in enumerate(question.leads):
        yield from _about_lead(check, (*place, "leads", at), lead, codes, number)


def _about_lead(
    check: Check, place: tuple[str | int, ...], lead: Lead, codes: set[str], number: int
) -> Iterator[Fault]:
    for code in lead.on:
        if code not in codes:
            yield Fault((*place, "on"), f"the question has no answer “{code}”", "Use the code of one of its answers.")
    if lead.result and lead.result not in {r.code for r in check.results} | {NOT_SETTLED}:
        yield Fault(place, f"there is no result “{lead.result}”", "Use the code of one of the results.")
    if DONT_KNOW in lead.on:
        yield from _about_dont_know(check, place, lead)
    for blank in _unknown(lead.says):
        yield Fault(place, f"“{{{blank}}}” is not known", f"Use one of {', '.join(BLANKS)}.")
    yield from _about_where(check, (*place, "where"), lead.where, number + 1)


def _about_dont_know(check: Check, place: tuple[str | int, ...], lead: Lead) -> Iterator[Fault]:
    if lead.result in (check.results[0].code, check.results[-1].code):
        yield Fault(place, "“I don't know” leads to the least or the most protective result",
                    "Let it lead to a result between them, with somebody to ask.")  # fmt: skip


def _about_where(check: Check, place: tuple[str | int, ...], where: Where, before: int) -> Iterator[Fault]:
    """A condition may look only at questions that stand before it in the file, so that there can be no circle."""
    names = [question.id for question in check.questions]
    for name, codes in where.answered.items():
        if name not in names:
            yield Fault(place, f"there is no question “{name}”", "Use the id of an earlier question.")
            continue
        asked = check.questions[names.index(name)]
        if unknown := set(codes) - {choice.code for choice in asked.answers}:
            yield Fault(place, f"“{name}” has no answer “{min(unknown)}”", "Use the code of one of its answers.")
        if circle := list(_circle(check, asked)):
            yield Fault(place, f"it goes round in a circle: {' → '.join(circle)}", "Take one of these conditions out.")
        elif names.index(name) >= before:
            yield Fault(place, f"“{name}” is asked later", "Put that question before this one.")


def _circle(check: Check, question: Question) -> Iterator[str]:
    """The ids along a circle of conditions that starts and ends at this question; nothing where there is none."""
    known = {one.id: one for one in check.questions}
    ways: list[tuple[str, ...]] = [(question.id,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in known[way[-1]].where.answered:
            if name == question.id:
                yield from (*way, name)
                return
            if name in known and name not in seen:
                seen.add(name)
                ways.append((*way, name))


def _need(check: Check, question: Question) -> _Need:
    """What must hold for a question to be asked. Its conditions are free of circles through it, and all are earlier."""
    known = {one.id: one for one in check.questions}
    any_of: list[frozenset[str]] = []
    none_of: set[str] = set()
    answers: list[tuple[str, frozenset[str]]] = []
    waiting, seen = [question], set[str]()
    while waiting:
        where = (one := waiting.pop()).where
        any_of += [frozenset(where.any_of)] if where.any_of else []
        none_of |= set(where.none_of)
        for name, codes in where.answered.items():
            if name not in known:
                continue
            answers.append((name, frozenset(codes) & {choice.code for choice in known[name].answers}))
            if name not in seen:
                seen.add(name)
                waiting.append(known[name])
        if one.prompt and check.opened_by:
            answers.append((OPENING, frozenset(check.opened_by)))
    return _Need(tuple(any_of), frozenset(none_of), tuple(answers))


def _unknown(text: str) -> list[str]:
    return [blank for blank in BLANK.findall(text) if blank not in BLANKS]
