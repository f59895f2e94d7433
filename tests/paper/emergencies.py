"""Emergency shares to print and read in tests: made-up people, through the doors that the program itself uses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from sharedesk.desk import quick_share, record
from sharedesk.desk.quick_share import NoteWriter
from sharedesk.domain.decision import Concern, Decision, Emergency, NextStep
from sharedesk.domain.quick_share import QuickNote, Told, new_note
from sharedesk.domain.stated_time import understand

OPENED = datetime(2026, 3, 14, 14, 2, 10, tzinfo=UTC)
DUTY = "Anytown Council (fictional)"
SHARED = "He is at home alone with the man from the blue van."
LINE = "He whispered it on the phone."


def note(**changes: Any) -> QuickNote:
    """A note with everything said, opened at OPENED."""
    told = Told(name="D. Uty", role="Duty social worker", organisation=DUTY, number="01632 960123")
    said = {
        "told": told, "at_risk": "J.B., 7", "shared": SHARED, "why": ("danger_now",), "why_line": LINE,
        "channel": "phone", "said_at": "today at 14:00", "sealed_at": OPENED + timedelta(minutes=1), "saved": True,
    }  # fmt: skip
    return msgspec.structs.replace(new_note(OPENED), **(said | changes))


def now(vault, **changes: Any) -> str:
    """Recorded directly in the open log: its reference."""
    return quick_share.record_now(vault, note(**changes)).reference


def sealed(vault, **changes: Any) -> str:
    """Sealed while locked, then taken into the log: its reference."""
    NoteWriter(vault.folder, now=lambda: OPENED + timedelta(minutes=1)).seal(note(**changes), saved=True)
    (waiting,) = quick_share.to_check(vault)
    return quick_share.adopt(vault, waiting.sha256).reference


def add_reasons(vault, reference: str, **changes: Any) -> None:
    """A first sitting: what made it urgent and what was known then, a concern, and who the child is."""
    d = record.state_of(vault, reference).decision
    child, told = d.people[0], d.recipients[0]
    known = msgspec.structs.replace(
        child, roles=("subject", "child"), who=msgspec.structs.replace(child.who, also_known_as=("Jo Bloggsworth",))
    )
    urgent = msgspec.structs.replace(
        d.emergency or Emergency(), what_made_it_urgent="He said the man had locked the door.",
        known_at_the_time="That the man was not to be alone with him.", learnt_since="The man is an uncle.",
    )  # fmt: skip
    asked = {
        "people": (known,), "emergency": urgent, "known_at": understand("14 March 2026 at 13:55"),
        "decided_at": understand("14 March 2026 at 13:58"), "reasons": "Waiting could have left him to be hurt.",
        "recipients": (msgspec.structs.replace(told, verified="yes", verified_how="Rang back on their own number"),),
        "concerns": (Concern(key="c", text="He may be hurt by the man he is with.", about=(child.key,)),),
    }  # fmt: skip
    record.correct(vault, reference, "", Decision(**(asked | changes)), kind="reasons_added")


def add_more(vault, reference: str) -> None:
    """A second sitting: what happens next."""
    step = NextStep(key="n", what="Ring the duty team for what came of it", by_whom="Ada Example")
    record.correct(vault, reference, "", Decision(next_steps=(step,)), kind="reasons_added")


def put_right(vault, reference: str) -> None:
    """A correction to what was written at the time."""
    item = record.state_of(vault, reference).decision.items[0]
    other = msgspec.structs.replace(item, text="He is at home with his uncle.", nature="reported")
    record.correct(vault, reference, "The man was his uncle.", Decision(items=(other,)))
