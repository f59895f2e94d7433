"""The copies of a decision that were handed over, as the full record tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sharedesk.domain.copies import Copy, CopyKind, CopyOutcome, copies_of
from sharedesk.domain.entry import Entry
from sharedesk.domain.words import said
from sharedesk.paper.document import Block, Facts, Heading, Table

_ERASED = "erased since"
KINDS: dict[CopyKind, str] = {
    "recipient": "Recipient's copy",
    "family": "Family's copy",
    "subject_access": "Subject-access copy",
    "answer": "Answer to a request",
}
_OUTCOMES: dict[CopyOutcome, str] = {
    "saved": "Saved as a file",
    "printed": "Printed",
    "copied_as_text": "Copied as text",
    "sent_with_a_reason": "Sent with a reason, though a protected identity was found in it",
    "shared_by_phone": "Not handed over: shared by phone instead",
}


def outcome_said(copy: Copy) -> str:
    """How a copy left the house, in words."""
    return _OUTCOMES[copy.about.outcome] if copy.about else _ERASED


def kind_said(copy: Copy) -> str:
    """Which copy it is, in words."""
    return KINDS[copy.about.kind] if copy.about else _ERASED


def handed_over(entries: Iterable[Entry], moment: Callable[[Entry], str]) -> Iterator[Block]:
    """A table of the copies among a decision's entries, then each with what was left out. `moment` says when."""
    copies = copies_of(entries)
    if not copies:
        return
    yield Heading("Copies handed over", 1)
    rows = tuple((moment(c.entry), c.for_whom or _ERASED, kind_said(c), outcome_said(c)) for c in copies)
    yield Table(("When", "For whom", "Which copy", "How"), rows, widths=(3, 3, 2, 3))
    for number, copy in enumerate(copies, 1):
        if facts := tuple(_facts(copy)):
            yield Heading(f"Copy {number}", 2)
            yield Facts(facts)


def _facts(copy: Copy) -> Iterator[tuple[str, str]]:
    if copy.because:
        yield "Because", copy.because
    if copy.about:
        if copy.about.survived:
            yield "Found in it, and sent", "; ".join(copy.about.survived)
        if copy.about.acknowledged:
            yield "Looked at, each by itself", "; ".join(copy.about.acknowledged)
        if copy.about.pdf:
            yield "The file (SHA-256)", copy.about.pdf
    for gap in copy.left_out:
        if gap is None:
            yield "Left out", _ERASED
        else:
            how = "left out" if gap.what in ("held_back", "remove") else said(gap.what).lower()
            what = f"{said(gap.kind).lower()}, {how}" if gap.kind else how
            yield gap.where, what + (f": {gap.because}" if gap.because else "")
