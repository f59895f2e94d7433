"""What stands in the emergency form, and the words made of it: to say on the phone, and to write on paper.

Loaded before the form can be typed in, so it needs nothing but Python: msgspec alone would keep a person waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sharedesk.desk.settings import Settings
from sharedesk.domain.urgencies import URGENCIES, Urgency

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
NO_KEY = (
    "This computer knows no log yet, so what you type here cannot be saved. Nothing is written to the disk unsealed. "
    "Type all the same: “Words for paper” then lays it out to write down or copy."
)
PROMISE = (
    "What you save here cannot be read without your passphrase; someone with access to this computer could delete it "
    "or add false ones."
)


class Typed(NamedTuple):
    """What somebody has typed and pressed, word for word. `channel` is a code; empty: not said."""

    name: str = ""
    role: str = ""
    organisation: str = ""
    number: str = ""
    at_risk: str = ""
    shared: str = ""
    why: tuple[Urgency, ...] = ()
    why_line: str = ""
    channel: str = ""
    said_at: str = ""

    @property
    def is_empty(self) -> bool:
        """Is there nothing in it that a person put there? The time is filled in for them."""
        told = (self.name, self.role, self.organisation, self.number, self.at_risk, self.shared, self.why_line)
        return not (self.why or self.channel or any(words.strip() for words in told))

    @property
    def could_not_wait(self) -> str:
        """Why it could not wait, in words."""
        said = ("; ".join(URGENCIES[one] for one in self.why), self.why_line.strip())
        return ". ".join(words for words in said if words)

    @property
    def told(self) -> str:
        """Who was told, in one line."""
        words = (self.name, self.role, self.organisation, self.number)
        return ", ".join(word.strip() for word in words if word.strip())


class Caller(NamedTuple):
    """Who is on the phone, as far as the settings and the organisation's pack know: nothing of any log."""

    work: str = ""
    organisation: str = ""


class Line(NamedTuple):
    """One thing to say on the phone. `known`: it holds what was typed, and not what is still to be said."""

    caption: str
    words: str
    known: bool


class LogChoice(NamedTuple):
    """A log that a note can be for. `label` is empty where only its header knows it."""

    folder: Path
    label: str
    pin: str


def typed_from(kept: dict[str, Any]) -> Typed:
    """What was typed, from a draft's answers; what they do not hold is empty."""
    words = {name: value for name, value in kept.items() if name in Typed._fields}
    return Typed(**words | {"why": tuple(one for one in words.get("why", ()) if one in URGENCIES)})


def kept_from(typed: Typed) -> dict[str, Any]:
    """A draft's answers."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in typed._asdict().items() if value
    }


def moment_said(moment: datetime) -> str:
    """A moment as the form fills it in: `14 March 2026 at 14:02`."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} at {moment:%H:%M}"


def device_said(opened_at: datetime) -> str:
    """The computer's own time, which is kept beside what a person says."""
    return f"This computer’s clock said {opened_at:%H:%M:%S} on {moment_said(opened_at)[:-9]} when the form was opened."


def script(typed: Typed, caller: Caller = Caller()) -> tuple[Line, ...]:  # noqa: B008  # it never changes
    """What to say on the phone, in order, filled with what is known."""
    work = ", ".join(word for word in (caller.work, caller.organisation) if word)
    danger = ". ".join(word.rstrip(".") for word in (typed.could_not_wait, typed.shared.strip()) if word)
    at_risk = typed.at_risk.strip().rstrip(".")
    return (
        Line("Who I am", f"I am (your name), {work}." if work else "I am (your name, your work, your organisation).",
             bool(work)),
        Line("The child", f"It is about {at_risk or '(who, and where they are)'}.", bool(at_risk)),
        Line("The danger", f"{danger}." if danger else "(What is happening, and why it cannot wait.)", bool(danger)),
        Line("What I ask", "Please tell me what you will do now, who does it and by when. What is your name?", True),
        Line("Call me back", "My number is (the phone you have with you). Please read it back to me.", True),
    )  # fmt: skip


def paper(typed: Typed, opened_at: datetime) -> str:
    """Everything typed, laid out to be written down or copied, with both times."""
    return "\n".join(_paper(typed, opened_at))


def _paper(typed: Typed, opened_at: datetime) -> Iterator[str]:
    yield "EMERGENCY SHARE"
    yield f"When I told them: {typed.said_at.strip() or moment_said(opened_at)}"
    yield f"Who I told: {typed.told or '…'}"
    yield f"Who is at risk: {typed.at_risk.strip() or '…'}"
    yield f"What I shared: {typed.shared.strip() or '…'}"
    yield f"Why it could not wait: {typed.could_not_wait or '…'}"
    yield f"Form opened at {moment_said(opened_at)} by the computer’s clock."
    yield "Written by (name, date, time, signature):"


def log_choices(asked: Path | None, settings: Settings) -> list[LogChoice]:
    """The logs that a note can be for: the one asked for, then those opened here, the last used first."""
    known = [LogChoice(Path(log.folder), log.label, log.inbox) for log in settings.logs]
    if asked is None:
        return known
    first = next((one for one in known if one.folder == asked.absolute()), LogChoice(asked, "", ""))
    return [first, *(one for one in known if one.folder != first.folder)]
