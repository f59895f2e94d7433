"""The short text for the organisation's own case system, and the note that it was copied there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from sharedesk.desk import authors, record
from sharedesk.desk.drafting import day_said
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.decision import Decision, OfficialRecord
from sharedesk.domain.stated_time import understand
from sharedesk.domain.words import said
from sharedesk.paper.describe import Names, when
from sharedesk.paper.plain import shown
from sharedesk.vault.vault import Vault

BECAUSE = "Copied as text for the official case record."


def case_text(vault: Vault, reference: str) -> str:
    """A decision's rationale in a few lines. What turns text round or cannot be seen is marked, not passed on."""
    state = record.state_of(vault, reference)
    author = authors.author_of(vault, state.recorded.leaf)
    lines = ["PRACTICE: everybody in this is made up."] if vault.practice else []
    lines.append(f"Information sharing decision {record.reference_of(vault, state.id)}")
    if state.decision.decided_at:
        lines.append(f"Decided: {when(state.decision.decided_at)}")
    lines += _lines(state.decision)
    if author is not None:
        lines.append(f"Recorded by: {', '.join(filter(None, (author.name, author.role, author.organisation)))}")
    return "".join(shown(c) for c in "\n".join(lines))


def note_copied(vault: Vault, reference: str, today: date) -> bool:
    """Add to a decision that it was copied to the official case record today, unless that was said; True if added."""
    official = record.state_of(vault, reference).decision.official_record or OfficialRecord()
    if official.copied_on is not None:
        return False
    copied = msgspec.structs.replace(official, copied_on=understand(day_said(today)), not_copied_because="")
    record.correct(vault, reference, BECAUSE, Decision(official_record=copied))
    return True


def still_missing(vault: Vault, reference: str) -> int:
    """How many things are still to be added to a decision, as it stands now."""
    return len(what_is_missing(record.state_of(vault, reference).decision))


def _lines(d: Decision) -> Iterator[str]:
    names = Names(d)
    if d.people:
        people = (names[p.key] + (f" ({', '.join(map(said, p.roles)).lower()})" if p.roles else "") for p in d.people)
        yield f"About: {'; '.join(people)}"
    yield from (f"Concern: {c.text}" for c in d.concerns)
    for item in d.items:
        yield f"Information{f' ({said(item.nature).lower()})' if item.nature else ''}: {item.text}"
    for r in d.recipients:
        how = ", ".join(filter(None, (said(r.channel).lower() if r.channel else "", when(r.shared_at))))
        outcome = said(r.outcome) if r.outcome else "Not settled"
        yield f"{outcome}: {names[r.key]}{f' ({how})' if how else ''}{f'. Why: {r.why}' if r.why else ''}"
    if d.reasons:
        yield f"Reasons: {d.reasons}"
    if d.basis and (d.basis.sentence or d.basis.usual):
        yield f"Why it could be shared: {d.basis.sentence or said(d.basis.usual or '')}"
    for t in d.telling:
        result = said(t.result) if t.result else "Not settled"
        at = when(t.told_at or t.tell_when or t.look_again)
        yield f"Telling {names[t.person]}: {result}{f', {at}' if at else ''}{f'. {t.reason}' if t.reason else ''}"
    for step in d.next_steps:
        yield f"Next: {', '.join(filter(None, (step.what, step.by_whom, when(step.by_when))))}"
