"""How backups are told of: how old, how large, whether they are whole. No names, and no blame for what is missing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sharedesk.desk.drafting import day_said

if TYPE_CHECKING:  # home is there the sooner
    from sharedesk.desk.backups import Aside
    from sharedesk.domain.outside import CopiedOutside
    from sharedesk.vault.backup_shelf import Kept
    from sharedesk.vault.restore import Plan

NONE_OUTSIDE = "There is no copy of this log outside this computer yet."
ASK_AFTER = 30
"""Days after which home offers to make another copy outside."""
_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


def outside_said(last: CopiedOutside | None, now: datetime) -> str:
    """How old the last copy outside this computer is."""
    if last is None:
        return NONE_OUTSIDE
    return f"Last copy outside this computer: {ago(last.at, now)}."


def is_old(last: CopiedOutside | None, now: datetime) -> bool:
    """Is it time for another copy outside, or for a first?"""
    return last is None or not 0 <= _days(last.at, now) < ASK_AFTER  # of one that is yet to come nobody knows the age


def ago(at: datetime, now: datetime) -> str:
    """`today`, `yesterday`, `9 days ago`; by its date where a clock stood otherwise."""
    days = _days(at, now)
    if days < 0:
        return f"on {moment_said(at)}, which this computer’s clock has not reached"
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


def _days(at: datetime, now: datetime) -> int:
    here = now.astimezone().tzinfo
    return (now.astimezone(here).date() - at.astimezone(here).date()).days


def moment_said(at: datetime) -> str:
    """`14 March 2026 at 14:02`, by this device's zone."""
    here = at.astimezone()
    return f"{day_said(date(here.year, here.month, here.day))} at {here:%H:%M}"


def size_said(size: int) -> str:
    """`1.2 MB`."""
    for least, unit in _UNITS:
        if size >= least:
            number = size / least
            return f"{number:.0f} {unit}" if number >= 10 else f"{number:.1f} {unit}"
    return f"{size} bytes"


def state_said(one: Kept, log: str, whole: bool | None) -> str:
    """What a backup is worth, as far as it is known. `log` may be empty: not known."""
    if one.newer:
        return "Made by a newer ShareDesk"
    if one.manifest is None:
        return "Damaged, or no backup"
    if log and one.manifest.log != log:
        return "Another log’s"
    return {True: "Complete", False: "Damaged", None: "Not read through yet"}[whole]


def aside_said(one: Aside) -> str:
    """What was kept aside, and why."""
    when = f" on {moment_said(one.at)}" if one.at else ""
    if one.kind == "updated":
        return f"The records as they were before ShareDesk was updated{when}."
    return f"The log as it was before a backup was restored{when}. It opens with the passphrase that it had."


def plan_said(plan: Plan) -> list[str]:
    """What restoring would do, sentence by sentence; what would be missing comes first."""
    said = []
    if plan.would_be_missing:
        missing = _entries(plan.would_be_missing)
        said.append(
            f"Not in the backup, but in the log that is there now: {missing}. That stays in the log kept aside."
        )
    elif plan.replaces and plan.would_be_missing == 0:
        said.append("Everything in the log that is there now is in the backup too.")
    elif plan.replaces:
        said.append(
            "The log that is there now does not open with what opens this backup, or is damaged: so it is not known "
            "what of it the backup does not have."
        )
    said.append(f"The backup was made on {moment_said(plan.made_at)} and holds {_entries(plan.entries)}.")
    if plan.replaces:
        said.append("The log that is there now is kept aside, whole, in a folder beside it. Nothing of it is removed.")
    if plan.practice:
        said.append("PRACTICE: everybody in this backup is made up.")
    return said


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"
