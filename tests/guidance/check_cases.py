"""Helpers for the worked cases: the shipped checks, and answers in which every prompt that is not named is plain."""

from __future__ import annotations

from functools import cache

from sharedesk.domain.check import Check, Context, Outcome, asked, settle
from sharedesk.guidance.checks import load_checks
from sharedesk.guidance.load import load


@cache
def shipped() -> dict[str, Check]:
    """Every shipped check, its links proved."""
    return dict(load_checks(load()))


def facts(*names: str) -> Context:
    """A context with these facts."""
    return Context(facts=frozenset(names))  # type: ignore[arg-type]


def filled(check: Check, context: Context, given: dict[str, str], opening: str) -> dict[str, str]:
    """`given`, and for every other question that is then asked and not optional its plain answer."""
    answers = {"opening": opening, **given} if opening else dict(given)
    for _ in check.questions:
        more = {q.id: q.plain for q in asked(check, answers, context) if q.prompt and not answers.get(q.id)}
        if not more:
            return answers
        answers |= more
    raise AssertionError("the questions never end")


def outcome(name: str, who: tuple[str, ...], given: dict[str, str], opening: str = "yes") -> Outcome:
    """The outcome for somebody with every prompt answered: those in `given` as given, the rest plainly."""
    check, context = shipped()[name], facts(*who)
    return settle(check, filled(check, context, given, opening), context)
