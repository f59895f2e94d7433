"""Which checks the questions of a decision lead to: for whom or what, and how each stands in the draft."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sharedesk.desk.answers import Answers, to_be_told
from sharedesk.desk.checking import history
from sharedesk.domain.check import Context, shown
from sharedesk.domain.check_record import About
from sharedesk.domain.outcome import shares

_SHORT = 60
"""Characters of an item that stand for it."""


class Offer(Struct, frozen=True, kw_only=True):
    """A check to go through, in the words of its button."""

    check: str
    about: About
    words: str


def offered(section: str, answers: Answers, *, afterwards: bool = False) -> list[Offer]:
    """The checks that a section of these answers leads to. `afterwards`: when it was shared in an emergency already."""
    ways = {"telling": _telling, "recipients": _amounts, "attached": _attached, "concern": _first, "reasons": _basis}
    if afterwards:
        ways = {"telling": _telling, "recipients": _identities, "attached": _attached, "reasons": _basis}
    return [
        Offer(check=check, about=about, words=f"{words}{_standing(answers, check, about)}")
        for check, about, words in (ways[section](answers) if section in ways else ())
    ]


def _telling(answers: Answers) -> Iterator[tuple[str, About, str]]:
    for key, name in to_be_told(answers):
        yield "telling", About(person=key), f"Telling {name}: go through the questions"


def _amounts(answers: Answers) -> Iterator[tuple[str, About, str]]:
    for recipient in answers.get("recipients") or ():
        if not shares(recipient.get("outcome")) and recipient.get("outcome") != "share_later":
            continue
        name = str(recipient.get("organisation") or recipient.get("person") or "this recipient")
        for item in answers.get("items") or ():
            if text := " ".join(str(item.get("text") or "").split()):
                words = f"{text[:_SHORT]}…" if len(text) > _SHORT else text
                about = About(item=item["key"], recipient=recipient["key"])
                yield "amount", about, f"How much to share with {name}: “{words}”"


def _identities(answers: Answers) -> Iterator[tuple[str, About, str]]:
    """What was said of people cannot be taken back: it is asked whether somebody has to be warned."""
    for recipient in answers.get("recipients") or ():
        if shares(recipient.get("outcome")):
            name = str(recipient.get("organisation") or recipient.get("person") or "this recipient")
            yield "identities", About(recipient=recipient["key"]), f"What {name} heard of who people are: the questions"


def _attached(answers: Answers) -> Iterator[tuple[str, About, str]]:
    for one in answers.get("attached") or ():
        if title := str(one.get("title") or "").strip():
            yield "attached", About(item=one["key"]), f"Who is in “{title[:_SHORT]}”? Go through the questions"


def _first(_: Answers) -> Iterator[tuple[str, About, str]]:
    yield "first-questions", About(), "The first questions: could sharing help, and what if you do not share?"


def _basis(answers: Answers) -> Iterator[tuple[str, About, str]]:
    usual = (answers.get("basis") or {}).get("usual")
    if usual == "something_different" or history(answers, "lawful-basis", About()):
        yield "lawful-basis", About(), "Why we could share: go through the steps"


def _standing(answers: Answers, check: str, about: About) -> str:
    runs = history(answers, check, about)
    if not runs:
        return ""
    decided = runs[-1].decided_wording
    return f". Decided: {shown(decided, Context())}" if decided else ". Begun, not decided yet"
