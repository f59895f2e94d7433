"""How long records are kept: the list of what to look at, by the organisation's own periods, and keeping one longer.

Nothing is ever deleted by itself. Whoever looks at the list keeps a record longer, with a reason, or erases it.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from sharedesk.desk.drafting import day_said
from sharedesk.domain.entry import new_part
from sharedesk.domain.fold import about_entry, fold_decision
from sharedesk.domain.ids import Dice
from sharedesk.domain.order import tips
from sharedesk.domain.organisation import Organisation, Retention
from sharedesk.domain.retention import REVIEWED, AboutReview, reckoned
from sharedesk.domain.stated_time import ZONE, NoSuchDate, understand
from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors, retention, search
from sharedesk.vault.store import NewEntry, Progress
from sharedesk.vault.vault import Vault

LONGEST = 100
"""Years for which a record can be kept longer at a time."""


class NotThatLong(ShareDeskError):
    """A day until which no record can be kept: past, today, or too far away."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            f"A record can be kept until a day after today, and within {LONGEST} years.",
            "Nothing was changed. Give the day as, for example, 14 March 2031.",
        )


class SayWhyKept(ShareDeskError):
    """A record is to be kept longer without a reason."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__("Say why this record is kept longer.", "Nothing was changed. A few words are enough.")


class ToLookAt(Struct, frozen=True, kw_only=True):
    """One record on the list. `since`: the day from which its time is over; None where that cannot be worked out."""

    id: str
    reference: str
    recorded: date
    last: date
    """The day of the last entry that said something of the case."""
    since: date | None
    rule: Retention
    keep_until: date | None = None
    """Until when it was last kept longer."""

    @property
    def line(self) -> str:
        """As a list has it, without a name."""
        since = f"since {day_said(self.since)}" if self.since else "a date of birth is not known"
        return f"{self.reference}: {since}; recorded {day_said(self.recorded)}"

    @property
    def said(self) -> str:
        """With the period behind it, without a name."""
        rule = f"{years_said(self.rule)} from {self.rule.counted_from}"
        if self.since is None:
            return f"{self.reference}: recorded {day_said(self.recorded)}. {rule}: a date of birth is not known."
        longer = f", kept longer until {day_said(self.keep_until)}" if self.keep_until else ""
        return f"{self.reference}: recorded {day_said(self.recorded)}{longer}. {rule} ended {day_said(self.since)}."


class Review(Struct, frozen=True, kw_only=True):
    """What there is to look at, the longest over first; what cannot be worked out; and how many are kept on."""

    due: tuple[ToLookAt, ...]
    unknown: tuple[ToLookAt, ...]
    kept_on: int
    """Records whose time is not over, or for which no period is given."""
    rules: tuple[Retention, ...]
    """The periods that are reckoned with."""
    only_words: tuple[Retention, ...]
    """Periods of the pack that are given in words alone, so nothing is worked out by them."""


def years_said(rule: Retention) -> str:
    """`10 years`."""
    return "1 year" if rule.years == 1 else f"{rule.years} years"


def review(
    vault: Vault, organisation: Organisation | None, today: date, progress: Progress = lambda done, of: None
) -> Review:
    """Look through the log: `progress` counts entries, then records, and may raise Cancelled."""
    every = organisation.retention if organisation else ()
    rules = tuple(rule for rule in every if rule.count_from is not None)
    by_times = [rule for rule in rules if rule.count_from != "youngest_child_born"]
    due, unknown, kept_on = list[ToLookAt](), list[ToLookAt](), 0
    every_one = retention.every_held(vault.store, progress) if rules else []
    for number, held in enumerate(every_one):
        recorded, last = _day(held.recorded), _day(held.last)
        by = reckoned(by_times, recorded, last, ())
        goes_on = by is not None and by.on is not None and by.on > today
        if not goes_on and len(by_times) < len(rules):  # who its children are is slow to read, and may decide
            progress(number, len(every_one))
            by = reckoned(rules, recorded, last, retention.children_of(vault.store, held.id))
        over = max(by.on, held.keep_until or date.min) if by and by.on else None
        if by is None or over is not None and over > today or held.keep_until and held.keep_until > today:
            kept_on += 1
            continue
        one = ToLookAt(
            id=held.id, reference=search.shown_reference(vault.store, held.id), recorded=recorded, last=last,
            since=over, rule=by.rule, keep_until=held.keep_until,
        )  # fmt: skip
        (unknown if over is None else due).append(one)
    return Review(
        due=tuple(sorted(due, key=lambda one: (one.since or today, one.recorded, one.id))), unknown=tuple(unknown),
        kept_on=kept_on, rules=rules, only_words=tuple(rule for rule in every if rule.count_from is None),
    )  # fmt: skip


def state(vault: Vault, organisation: Organisation | None, today: date) -> str:
    """In a sentence, without a walk through the log, whether there can be anything to look at."""
    rules = [rule for rule in (organisation.retention if organisation else ()) if rule.count_from is not None]
    if not rules:
        return "No organisation’s pack says how long records are kept here."
    oldest = search.oldest(vault.store)
    if oldest is None:
        return "Nothing has been recorded yet."
    shortest = min(rule.years for rule in rules)
    first = _day(datetime.fromtimestamp(oldest, UTC))
    if all(rule.count_from != "youngest_child_born" for rule in rules) and first.year + shortest > today.year:
        return "No record here is as old as your organisation keeps them."
    return "Some records may be as old as your organisation keeps them. Look which."


def keep(vault: Vault, decision: str, until: date, because: str, today: date, dice: Dice = secrets.token_bytes) -> None:
    """Keep a record until a day, with a reason; on the disk when this returns.

    Raises NotThatLong, SayWhyKept, NoSuchRecord (none, or all of it erased), and what a save raises.
    """
    if not today < until or until.year > today.year + LONGEST:
        raise NotThatLong
    if not because.strip():
        raise SayWhyKept
    entries = vault.store.entries_of(decision)
    if not entries or fold_decision(entries).is_erased:
        raise errors.NoSuchRecord
    parts = (
        new_part(REVIEWED, AboutReview(keep_until=until), dice),
        new_part("@because", because.strip(), dice),
    )
    vault.append([NewEntry(kind="retention_reviewed", entity=decision, parts=parts, follows=tips(entries))])


def day_meant(text: str, today: date) -> date:
    """The day that somebody typed. Raises NotThatLong where it is none."""
    try:
        meant = understand(" ".join(text.split()), today=today)
    except NoSuchDate:
        raise NotThatLong from None
    if meant.precision != "day" or meant.earliest is None:
        raise NotThatLong
    return meant.earliest.date()


def kept_until(vault: Vault, decision: str) -> tuple[date, str] | None:
    """Until when a record was last kept longer, and why; None where nobody said so."""
    said = [about_entry(e) for e in vault.store.entries_of(decision) if e.leaf.kind == "retention_reviewed"]
    last = next((about for about in reversed(said) if REVIEWED in about), None)
    return (date.fromisoformat(last[REVIEWED]["keep_until"]), str(last.get("@because", ""))) if last else None


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(ZONE)).date()
