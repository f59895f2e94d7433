"""`identities`: who and what can be recognised in a text, for a decision's people."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sharedesk.commands import asking
from sharedesk.commands.arguments import A_REFERENCE, Commands, command, read_input
from sharedesk.commands.output import Output, counted
from sharedesk.desk import authors, record
from sharedesk.errors import ShareDeskError
from sharedesk.exchange.strict_json import LARGEST
from sharedesk.paper.plain import shown

if TYPE_CHECKING:
    from sharedesk.identity.marks import Known, Mark


class NotAText(ShareDeskError):
    """What was given to be looked through is no text in UTF-8, or more of it than can be looked through at once."""

    exit_code = 3

    def __init__(self, why: str) -> None:
        super().__init__(f"The text cannot be looked through: {why}.", "Give it as plain text in UTF-8.")


def add_to(commands: Commands) -> None:
    """Add this room's command."""
    found = command(commands, "identities", "find the people and numbers in a text, from standard input", _identities)
    found.add_argument("reference", metavar="REFERENCE", help=f"the decision, {A_REFERENCE}")


def _identities(options: argparse.Namespace, output: Output) -> int:
    from sharedesk.desk import identifying  # what finds people is slow to load
    from sharedesk.identity.find import Searcher

    if sys.stdin.isatty():
        output.say("Give the text, and end it with Ctrl+D on a line of its own (Windows: Ctrl+Z and Enter).")
    text = _text(read_input("-"))
    with asking.opened(options) as vault:
        state = record.state_of(vault, options.reference)
        known = identifying.known_of(state.decision, authors.author_of(vault, state.recorded.leaf))
        marks = Searcher(known).find(text)
        value = {
            "reference": record.reference_of(vault, state.id),
            "practice": vault.practice,
            "cannot": identifying.CANNOT,
            "marks": [_plain(mark) for mark in marks],
        }
        practice = vault.practice
    people = {one.key: one for one in known}
    lines = ["PRACTICE"] if practice else []
    lines += [_line(text, mark, people) for mark in marks]
    lines += [f"{counted(len(marks), 'place', 'places')} found. {identifying.CANNOT}"]
    output.result("\n".join(lines), value)
    return 0


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise NotAText(f"it is larger than {LARGEST // 1024 // 1024} megabytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise NotAText("it is not in UTF-8") from None


def _plain(mark: Mark) -> dict[str, object]:
    return {
        "start": mark.start,
        "end": mark.end,
        "kind": mark.kind,
        "whose": mark.people(),
        "certainty": mark.certainty,
        "why": mark.why,
    }


def _line(text: str, mark: Mark, people: dict[str, Known]) -> str:
    words = shown(" ".join(text[mark.start : mark.end].split()))
    whose = " or ".join(people[key].role_label for key in mark.people())
    what = ", ".join(filter(None, (mark.kind.replace("_", " "), whose, mark.why)))
    return f"{mark.start:>6}-{mark.end:<6} {mark.certainty:8}  {words}: {what}"
