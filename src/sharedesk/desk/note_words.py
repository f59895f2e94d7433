"""What is said of an emergency note that waits: a line without its words, and, once it is opened, all of it.

Nothing in a note is believed, its times neither. Where they do not agree, that is said, and they are kept as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sharedesk.desk.drafting import day_said
from sharedesk.desk.quick_share import ToCheck
from sharedesk.domain.note_clock import ClockRemark, remarks_on_clock
from sharedesk.domain.quick_share import QuickNote
from sharedesk.paper.document import Block, Facts, Note, Text
from sharedesk.paper.emergency import clock_rows, note_rows

ANYBODY = "Someone with access to this computer could have added it. Keep it if you wrote it."
UNFINISHED = "It was never saved: whoever wrote it was interrupted, or is writing it still."
NO_WORDS = "There is not a word in it."
SHOWN = 20_000
"""Characters that are shown of a file that holds no note."""
_ASTRAY = timedelta(days=1)
"""A file's own date that lies further from the note's time is mentioned."""
_REMARKS: dict[ClockRemark, str] = {
    "said_earlier": "Its writer gives a time before the form was opened, by the computer's clock. Both are kept.",
    "said_later": "Its writer gives a time after it was sealed, by the computer's clock. Both are kept: one of them "
    "cannot be right.",
    "sealed_before_opened": "By the computer's clock it was sealed before it was begun: the clock was put back in "
    "between.",
    "taken_before_sealed": "By the computer's clock it was sealed later than now: the clock was wrong then, or is now.",
    "clock_lost": "The computer's clock had lost its time when this was sealed.",
}


def line(one: ToCheck, now: datetime) -> str:
    """What waits, by time and reference; none of its words. `now` has an offset."""
    if one.note is not None:
        note = one.note
        if note.saved:
            return f"Saved {when(note.sealed_at, now)}: {note.reference}"
        return f"Begun {when(note.opened_at or note.sealed_at, now)}, never saved: {note.reference}"
    what = "Holds no note" if one.opens else "Does not open"
    where = "a file among the drafts" if one.among_drafts else "a file"
    return f"{what}: {where}, {when(_changed(one), now)}"


def title(one: ToCheck) -> str:
    """What it is called once it is opened."""
    return f"Emergency note {one.note.reference}" if one.note else "A file that is no note"


def standing(one: ToCheck) -> str:
    """What has to be known of it before anybody decides."""
    if one.note is not None:
        said = [ANYBODY] if one.note.saved else [UNFINISHED, ANYBODY]
        if one.reference_taken:
            said.append(
                f"The log has another record with the reference {one.note.reference}, so it would be kept under a new "
                "one."
            )
        return " ".join(said)
    if one.opens and one.among_drafts:
        return "It lies among the drafts, and this log did not seal it. There is nothing in it to keep in the log."
    if one.opens:
        return "It was sealed for this log, and what it holds is no note. There is nothing in it to keep in the log."
    return (
        "It was damaged, or it was sealed for another log, so nobody can read it here. If you saved a note that is not "
        "in the list, this may be what became of it: write down what you remember."
    )


def blocks(one: ToCheck, now: datetime) -> Iterator[Block]:
    """All that it says, word for word, then its times and what they do not agree in."""
    if one.note is not None:
        rows = note_rows(one.note)
        yield Facts(rows) if rows else Note(NO_WORDS)
        yield Facts((*clock_rows(one.note), *_file_row(one, one.note, now)))
        for remark in remarks(one, now):
            yield Note(remark)
        return
    yield Facts((("The file was last changed", when(_changed(one), now)),))
    if one.words:
        yield Text(_plain(one.words[:SHOWN]))
    if len(one.words) > SHOWN:
        yield Note(f"Only its first {SHOWN:,} characters are shown.")


def remarks(one: ToCheck, now: datetime) -> list[str]:
    """What the times of a note do not agree in, a clock that was plainly wrong included."""
    if one.note is None:
        return []
    return [_REMARKS[remark] for remark in remarks_on_clock(one.note, now)]


def when(moment: datetime | None, now: datetime) -> str:
    """`today at 14:02`, `14 March 2026 at 14:02`: by the clock, and in the zone, of the device that said it."""
    if moment is None:
        return "at a time that is not known"
    clock = f"{moment:%H:%M}"
    days = (now.astimezone(moment.tzinfo).date() - moment.date()).days
    return {0: f"today at {clock}", 1: f"yesterday at {clock}"}.get(days) or f"{day_said(moment.date())} at {clock}"


def _file_row(one: ToCheck, note: QuickNote, now: datetime) -> Iterator[tuple[str, str]]:
    changed = _changed(one)
    if changed is None or note.sealed_at is None or abs(changed - note.sealed_at) > _ASTRAY:
        yield "Its file was last changed", f"{when(changed, now)}. Anybody can set that time."


def _changed(one: ToCheck) -> datetime | None:
    try:
        return datetime.fromtimestamp(one.modified, UTC).astimezone()
    except (OverflowError, ValueError, OSError):
        return None  # a time that no calendar has: anybody can set it


def _plain(words: str) -> str:
    """Without signs that draw nothing, which a file of no known kind may be full of."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}" for sign in words)
