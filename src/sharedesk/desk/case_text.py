"""The short text for the organisation's own case system, and the note that it was copied there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from sharedesk.desk import authors, record
from sharedesk.desk.drafting import day_said
from sharedesk.domain.completeness import still_to_add
from sharedesk.domain.decision import Decision, OfficialRecord, PersonInvolved
from sharedesk.domain.entry import OF_A_DECISION
from sharedesk.domain.fold import DecisionState
from sharedesk.domain.quick_share import note_in
from sharedesk.domain.stated_time import understand
from sharedesk.domain.two_texts import TwoTexts, decided_anew, two_texts
from sharedesk.domain.words import field_said, said
from sharedesk.paper.describe import Names, moment, pairs, when
from sharedesk.paper.document import line
from sharedesk.paper.emergency import ADDED, WRITTEN, clock_rows, note_rows
from sharedesk.paper.plain import shown
from sharedesk.vault.vault import Vault

BECAUSE = "Copied as text for the official case record."


def case_text(vault: Vault, reference: str) -> str:
    """A decision's rationale in a few lines. What turns text round or cannot be seen is marked, not passed on."""
    state = record.state_of(vault, reference)
    author = authors.author_of(vault, state.recorded.leaf)
    lines = ["PRACTICE: everybody in this is made up."] if vault.practice else []
    texts, shown_reference = two_texts(state), record.reference_of(vault, state.id)
    if texts:
        lines.append(f"Emergency share {shown_reference}")
        lines += _both(state, decided_anew(texts))
    else:
        lines.append(f"Information sharing decision {shown_reference}")
        lines += _lines(state.decision, Names(state.decision))
    if author is not None:
        lines.append(f"Recorded by: {', '.join(filter(None, (author.name, author.role, author.organisation)))}")
    return shown("\n".join(lines))


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
    return len(still_to_add(record.state_of(vault, reference)))


def _both(state: DecisionState, texts: TwoTexts) -> Iterator[str]:
    """What was written at the time and what was added, one after the other, each with its times."""
    note = note_in(state.recorded)
    yield f"{WRITTEN}, recorded {moment(state.recorded)}"
    if note:
        yield from (line(label, text) for label, text in (*note_rows(note), *clock_rows(note)))
    else:  # its words were erased as a whole; what is left of them stands
        yield from _lines(texts.then, Names(texts.then))
    later = [entry for entry in state.entries[1:] if entry.leaf.kind in OF_A_DECISION]
    yield f"{ADDED}, recorded {'; '.join(map(moment, later))}" if later else f"{ADDED}: nothing yet"
    for name in ("event_at", "known_at", "shared_at"):
        if stated := getattr(texts.added, name):
            yield f"{field_said(name)}: {when(stated)}"
    yield from _lines(texts.added, Names(state.decision))


def _lines(d: Decision, names: Names) -> Iterator[str]:
    if d.decided_at:
        yield f"Decided: {when(d.decided_at)}"
    if d.people:
        yield f"About: {'; '.join(_about(p, names) for p in d.people)}"
    yield from (f"Concern: {c.text}" for c in d.concerns)
    for item in d.items:
        nature, text = f" ({said(item.nature).lower()})" if item.nature else "", item.text or "as written at the time"
        yield f"Information{nature}: {text}"
    for r in d.recipients:
        how = ", ".join(filter(None, (said(r.channel).lower() if r.channel else "", when(r.shared_at))))
        outcome = said(r.outcome) if r.outcome else "Not settled"
        yield f"{outcome}: {names[r.key]}{f' ({how})' if how else ''}{f'. Why: {r.why}' if r.why else ''}"
    if d.reasons:
        yield f"Reasons: {d.reasons}"
    if d.emergency:
        yield from (line(label, text) for label, text in pairs(d.emergency, names))
    if d.basis and (d.basis.sentence or d.basis.usual):
        yield f"Why it could be shared: {d.basis.sentence or said(d.basis.usual or '')}"
    for t in d.telling:
        result = said(t.result) if t.result else "Not settled"
        at = when(t.told_at or t.tell_when or t.look_again)
        yield f"Telling {names[t.person]}: {result}{f', {at}' if at else ''}{f'. {t.reason}' if t.reason else ''}"
    for step in d.next_steps:
        yield f"Next: {', '.join(filter(None, (step.what, step.by_whom, when(step.by_when))))}"


def _about(person: PersonInvolved, names: Names) -> str:
    known_as = f", also known as {', '.join(person.who.also_known_as)}" if person.who.also_known_as else ""
    return names[person.key] + known_as + (f" ({', '.join(map(said, person.roles)).lower()})" if person.roles else "")
