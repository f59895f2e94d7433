"""An emergency share on paper: its two texts apart under every heading, the note as it was written, all its times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from sharedesk.domain.decision import Decision
from sharedesk.domain.entry import Entry
from sharedesk.domain.fold import about_entry
from sharedesk.domain.note_clock import ClockRemark, remarks_on_clock
from sharedesk.domain.quick_share import NOTE, QuickNote, note_in
from sharedesk.domain.stated_time import Instant, StatedTime
from sharedesk.domain.two_texts import TwoTexts
from sharedesk.domain.words import entry_said, field_said, said
from sharedesk.paper.describe import Names, moment, recorded, when
from sharedesk.paper.document import Block, Facts, Heading, Note, Table, Text

WRITTEN, ADDED = "Written at the time", "Added afterwards"
BEGAN = (
    f"This began as an emergency share. “{WRITTEN}” is what was noted in the moment, and was not touched since; "
    f"“{ADDED}” is what was recorded later. They stand apart under each heading. The note as a whole is under "
    "“Entries and corrections”."
)
PUT_OTHERWISE = (
    "Something that was written at the time was put otherwise later. Both stand here; “Entries and corrections” says "
    "when and why."
)
NOTE_ERASED = "The note as a whole was erased since. What stands of it stands under the headings above."
_CLOCK: dict[ClockRemark, str] = {
    "said_earlier": "The time written for the sharing is earlier than when the form was opened, by this computer's "
    "clock. Both stand here as they were.",
    "said_later": "The time written for the sharing is later than when the note was sealed, by this computer's clock. "
    "Both stand here as they were: one of them cannot be right.",
    "sealed_before_opened": "By this computer's clock the note was sealed before its form was opened: the clock was "
    "put back in between.",
    "taken_before_sealed": "By this computer's clock the note came into the log before it was sealed: the clock was "
    "wrong at one of the two.",
    "clock_lost": "This computer's clock had lost its time when the note was sealed.",
}


def both(section: Callable[[Decision, Names], Iterator[Block]], texts: TwoTexts, names: Names) -> Iterator[Block]:
    """A section of the record twice: as it was written at the time, then what was added. Empty ones are left out.

    What was written at the time calls people as they were called then.
    """
    for title, decision, called in ((WRITTEN, _then(texts.then), Names(texts.then)), (ADDED, texts.added, names)):
        if blocks := list(section(decision, called)):
            yield Heading(title, 2)
            for block in blocks:
                yield Heading(block.text, 3) if isinstance(block, Heading) else block


def times(texts: TwoTexts, now: Decision, entries: Sequence[Entry], taken_in: Entry | None) -> Iterator[Block]:
    """The five times, each as it was written at the time and as it was added; then what this computer's clock said."""
    yield Table(("Time", WRITTEN, ADDED), tuple(_five_times(texts, now, entries)), widths=(3, 4, 4))
    if now.delay_because:
        yield Facts(((field_said("delay_because"), now.delay_because),))
    yield Heading("By this computer's clock", 2)
    first, note = entries[0], note_in(entries[0])
    rows = list(clock_rows(note)) if note else []
    rows.append(("Taken into the log" if taken_in else "Recorded directly in the open log", moment(first)))
    yield Facts(tuple(rows))
    if note is None:
        yield Note("When the form was opened and the note was sealed is not kept: the note was erased since.")
    for remark in remarks_on_clock(note, first.leaf.at) if note else ():
        yield Note(_CLOCK[remark])


def as_noted(entry: Entry) -> Iterator[Block]:
    """The note that an entry keeps, word for word, with its times."""
    note = note_in(entry)
    if note is None:
        yield Note(NOTE_ERASED)
    else:
        yield Facts((*note_rows(note), *clock_rows(note)))


def turned_away(entry: Entry) -> Iterator[Block]:
    """What the log keeps of a note that was turned away: when and why, and all that it said."""
    about, note = about_entry(entry), note_in(entry)
    yield Facts((("Turned away", moment(entry)), ("Because", str(about.get("@because", "")))))
    if note is not None:
        yield Facts((*note_rows(note), *clock_rows(note)))
    elif words := about.get(NOTE):
        yield Text(str(words))
    else:
        yield Note("It held no words that could be read, or they were erased since.")


def note_rows(note: QuickNote) -> tuple[tuple[str, str], ...]:
    """What a note says, as it was written, in the order of its form; what it does not say is left out."""
    rows = (
        ("Who was told", note.told.name),
        ("Their part", note.told.role),
        ("Their organisation", note.told.organisation),
        ("Their number", note.told.number),
        ("Who is at risk", note.at_risk),
        ("What was shared", note.shared),
        ("Why it could not wait", note.could_not_wait),
        ("How", said(note.channel) if note.channel else ""),
        ("When it was shared, as written", note.said_at),
    )
    return tuple((label, text) for label, text in rows if text.strip())


def clock_rows(note: QuickNote) -> Iterator[tuple[str, str]]:
    """When a note was begun and last sealed, by the clock of the computer that it was written on."""
    if note.opened_at:
        yield "Form opened", _instant(note.opened_at)
    if note.sealed_at:
        label = "Note saved and sealed" if note.saved else "Note last sealed (its writer was interrupted before saving)"
        yield label, _instant(note.sealed_at)


def _then(then: Decision) -> Decision:
    """What the note said: the log's author was not written in it, and each thing in it went to whom it names."""
    sharing = tuple(one for one in then.sharing if one.what != "share" or one.why)
    return msgspec.structs.replace(then, decided_by=None, sharing=sharing)


def _five_times(texts: TwoTexts, now: Decision, entries: Sequence[Entry]) -> Iterator[tuple[str, str, str]]:
    labels = (("event_at", "Happened"), ("known_at", "Known to us"), ("decided_at", "Decided"), ("shared_at", "Shared"))
    for name, label in labels:
        yield _time(label, getattr(texts.then, name), getattr(now, name))
    then = {one.key: one.shared_at for one in texts.then.recipients}
    for one in now.recipients:
        if one.shared_at and one.shared_at not in (now.shared_at, texts.then.shared_at):
            yield _time(f"Shared with {one.organisation or one.person}", then.get(one.key), one.shared_at)
    later = [entry for entry in entries[1:] if entry.leaf.kind in ("reasons_added", "correction")]
    added = "\n".join(f"{entry_said(entry.leaf.kind)}: {moment(entry)}" for entry in later)
    yield "Recorded, by this computer's clock", moment(entries[0]), added or "nothing added yet"


def _time(label: str, then: StatedTime | None, now: StatedTime | None) -> tuple[str, str, str]:
    return label, when(then) or "not said", when(now if now != then else None) or "nothing added"


def _instant(at: Instant) -> str:
    """By the clock and in the zone of the device that said it."""
    return recorded(at, _minutes(at))


def _minutes(at: datetime) -> int:
    return (at.utcoffset() or timedelta()) // timedelta(minutes=1)
