"""The checks of a decision on paper: what was asked, answered, advised and decided, and why; earlier runs included."""

from __future__ import annotations

from collections.abc import Iterator

from sharedesk.domain.check import Context, shown
from sharedesk.domain.check_run import Asked, CheckRun, latest
from sharedesk.domain.decision import Decision
from sharedesk.domain.words import field_said, said
from sharedesk.paper.describe import Names, when
from sharedesk.paper.document import Block, Facts, Heading, Table

_OPEN = "left open"


def checks(d: Decision, names: Names) -> Iterator[Block]:
    """Every run in the order in which it was run, each under a heading of its own."""
    now = {run.key for run in latest(d.checks)}
    for run in d.checks:
        about = "; ".join(names[key] for key in (run.person, run.item, run.recipient) if key)
        later = "" if run.key in now else " (looked at again since)"
        yield Heading(f"{run.title or said(run.check)}{f': {about}' if about else ''}{later}", 2)
        yield Facts(tuple(_facts(run, d, names)))
        if run.asked:
            words = _words(run, names)
            rows = tuple((shown(one.wording or said(one.question), words), _answered(one)) for one in run.asked)
            yield Table(("Asked", "Answered"), rows, widths=(6, 4))


def brief(run: CheckRun, names: Names) -> str:
    """A run in a few words, for the list of what an entry changed."""
    words = _words(run, names)
    suggested = shown(run.advice_wording, words) or said(run.advice or "not_settled")
    decided = shown(run.decided_wording, words) or "not decided"
    return f"{run.title or said(run.check)}. Suggested: {suggested}. Decided: {decided}"


def _facts(run: CheckRun, d: Decision, names: Names) -> Iterator[tuple[str, str]]:
    """Advice and decision first; then why, by whom, when and by which guidance."""
    words = _words(run, names)
    yield "Suggested", shown(run.advice_wording, words) or said(run.advice or "not_settled")
    for because in run.because:
        yield "Because", shown(because, words)
    if run.findings:
        yield field_said("findings"), "; ".join(run.findings)
    yield "Decided", shown(run.decided_wording, words) or (said(run.decided) if run.decided else "not decided")
    if run.departs or run.departing_because:
        yield field_said("departing_because"), run.departing_because or "no reason recorded"
    if run.skipped:
        yield "Left open", f"{len(run.skipped)} of {len(run.asked)} questions"
    for name in ("by", "guidance", "organisation"):
        if text := getattr(run, name):
            yield field_said(f"check_{name}"), text
    if run.run_at:
        yield field_said("run_at"), when(run.run_at)
    if run.follows:
        earlier = next((one for one in d.checks if one.key == run.follows), None)
        yield "Takes up again", f"the run of {when(earlier.run_at)}" if earlier and earlier.run_at else "an earlier run"


def _answered(one: Asked) -> str:
    answer = one.answer_wording or (said(one.answer) if one.answer else "")
    answer += f" ({said(one.how)})" if one.how else ""
    return ". ".join(text for text in (answer, one.note) if text) or _OPEN


def _words(run: CheckRun, names: Names) -> Context:
    """The blanks of a wording filled with what the decision calls things now."""
    keys = {"person": run.person, "recipient": run.recipient, "item": run.item, "document": run.item}
    return Context(words={blank: names[key] for blank, key in keys.items() if key})
