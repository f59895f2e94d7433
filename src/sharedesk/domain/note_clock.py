"""What the times of an emergency note do not agree in: a wrong clock is said, not hidden."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sharedesk.domain.due import NO_CLOCK_BEFORE
from sharedesk.domain.quick_share import QuickNote

ClockRemark = Literal["said_earlier", "said_later", "sealed_before_opened", "taken_before_sealed", "clock_lost"]
"""The stated time against the device's clock, or that clock against itself."""


def remarks_on_clock(note: QuickNote, recorded_at: datetime) -> list[ClockRemark]:
    """Where a note's times do not agree. `recorded_at`: when it came into the log, by the clock of the same device."""
    opened, sealed, stated = note.opened_at, note.sealed_at, note.shared_at
    until = sealed or opened
    found: list[ClockRemark] = []
    if stated and stated.latest and opened and stated.latest < opened.replace(second=0, microsecond=0):
        found.append("said_earlier")
    if stated and stated.earliest and until and stated.earliest > until:
        found.append("said_later")
    if sealed and opened and sealed < opened:
        found.append("sealed_before_opened")
    if until and recorded_at < until:
        found.append("taken_before_sealed")
    if until and until < NO_CLOCK_BEFORE:
        found.append("clock_lost")
    return found
