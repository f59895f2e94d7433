"""Sitting down to a check in a draft: the run to go on with, and the words that stand round its questions."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sharedesk.desk import checking
from sharedesk.desk.answers import Answers, to_be_told
from sharedesk.desk.checking import Session, Shelf
from sharedesk.desk.shelf import Shelf as WholeShelf
from sharedesk.domain.check import Check, Context, shown
from sharedesk.domain.check_record import About
from sharedesk.domain.check_run import CheckRun
from sharedesk.domain.fold import fold_decision
from sharedesk.vault.vault import Vault


class Sat(Struct, frozen=True, kw_only=True):
    """A session, the shelf it is from, and what is said round it. `sources`: by the id of a question."""

    shelf: Shelf
    session: Session
    title: str
    opening_line: str
    earlier: str
    look_again: str
    sources: Mapping[str, str]


def sit_down(
    vault: Vault, read: WholeShelf, answers: Answers, usual: str, check: str, about: About, decision: str | None
) -> Sat:
    """Go on with the run of this draft, or begin one. `decision`: of a correction, the id of what it corrects.

    Raises UnknownAnswer where the guidance no longer has an answer that was given.
    """
    shelf = checking.of_shelf(read, usual)
    in_log = fold_decision(vault.store.entries_of(decision)).decision.checks if decision else ()
    session = checking.sit_down(shelf, answers, check, about, {run.key for run in in_log})
    found, words = session.check, session.context.words
    whom = next((words[name] for name in ("person", "item", "recipient") if words.get(name)), "")
    if check == "amount" and words.get("recipient"):
        whom = f"{whom} for {words['recipient']}"
    earlier = [run for run in checking.history(answers, check, about) if run.key == session.follows]
    return Sat(
        shelf=shelf,
        session=session,
        title=f"{found.title}: {whom}" if whom else found.title,
        opening_line=shown(found.opening_line, session.context),
        earlier=_said(earlier[0]) if earlier else "",
        look_again=_look_again(found),
        sources={q.id: "; ".join(read.guidance.said(source) for source in q.sources) for q in found.questions},
    )


def others(answers: Answers, about: About) -> list[tuple[str, str]]:
    """The other people who may be told, by key, with the words that offer them the same."""
    found = []
    for key, name in to_be_told(answers):
        if key == about.person:
            continue
        runs = checking.history(answers, "telling", About(person=key))
        standing = f"decided: {shown(runs[-1].decided_wording, Context())}" if runs and runs[-1].decided else "open"
        found.append((key, f"Same for {name}" + (f" (now {standing})" if runs else "")))
    return found


def _said(run: CheckRun) -> str:
    when = f" on {run.run_at.said}" if run.run_at and run.run_at.said else ""
    decided = shown(run.decided_wording, Context()) or "nothing yet"
    return (
        f"Gone through before{when}; decided then: {decided}. That stays on record. Your answers of then are filled "
        "in: change what is different now, and decide anew."
    )


def _look_again(check: Check) -> str:
    if not check.look_again_when:
        return ""
    *most, last = check.look_again_when
    return f"Look at this again when {', '.join(most)} or {last}." if most else f"Look at this again when {last}."
