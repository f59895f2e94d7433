"""What the pages have in common on which answers are looked over before they are recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from sharedesk.desk.answers import Fault, Unfit, place_of, section_of
from sharedesk.desk.drafting import Draft
from sharedesk.desk.record import Recorded
from sharedesk.domain.completeness import Missing
from sharedesk.domain.decision import Decision
from sharedesk.domain.words import field_said
from sharedesk.errors import ShareDeskError
from sharedesk.paper.describe import Names
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import Recording
from sharedesk.vault.vault import Vault

_TIMES = ("decided_at", "known_at")


class LastLook(Page):
    """Ways to what is missing or cannot stand, and *Record*. Subclasses make `form`, `recording` and `problems`."""

    section_page = "section"
    """The page on which a section is mended."""
    form: Any
    recording: Recording
    problems: ErrorSummary

    def _write(self, draft: Draft, today: date) -> Callable[[Vault], Recorded]:
        """What records a draft."""
        raise NotImplementedError

    def _recorded(self, made: Recorded, draft: Draft) -> None:
        """It is on the disk: the page that comes next."""
        raise NotImplementedError

    def _problem(self, problem: ShareDeskError) -> tuple[str, Callable[[], None] | None]:
        """What is said where recording failed, and where that leads."""
        return f"{problem} Your words are kept.", None

    def _go(self, missing: Missing) -> None:
        if self.recording.draft is not None:
            section, at = place_of(missing, self.recording.draft.answers)
            self.desk.show_page(self.section_page, section=section, at=at)

    def _unfit(self, faults: tuple[Fault, ...]) -> None:
        self.problems.show_problems([(f"{field_at(f)}: {f.sentence}", partial(self._mend, f, faults)) for f in faults])

    def _mend(self, fault: Fault, faults: tuple[Fault, ...]) -> None:
        section = section_of(fault.where.replace(".", "/"))
        self.desk.show_page(self.section_page, section=section, at=fault.where, faults=faults)

    def _record(self) -> None:
        draft = self.recording.draft
        if draft is None or not self.form.record.isEnabled():
            return
        self.form.record.setEnabled(False)
        self.say(self.form.state, "Recording…")

        def recorded(made: Recorded) -> None:
            self.recording.done()
            self._recorded(made, draft)

        today = date.today()  # noqa: DTZ011  # the day where they are
        self.desk.worker.write(self._write(draft, today), recorded, self._failed)

    def _failed(self, problem: ShareDeskError) -> None:
        self.form.state.clear()
        self.form.record.setEnabled(True)
        if isinstance(problem, Unfit):
            self._unfit(problem.faults)
        else:
            self.problems.show_problems([self._problem(problem)])


def whom(slot: str, decision: Decision) -> str:
    """Whom or what a slot is about, where there may be several of it."""
    field, _, key = slot.partition("/")
    person = next((telling.person for telling in decision.telling if telling.key == key), key)
    if field in _TIMES:
        return f"{field_said(field)}: "
    return f"{Names(decision)[person]}: " if field in ("people", "recipients", "items", "telling") and key else ""


def field_at(fault: Fault) -> str:
    """The field of a fault in words; `people/k1/age` is "People, age"."""
    field, *rest = fault.where.partition("/")[::2]
    inner = rest[0].rpartition("/")[2] if rest else ""
    names = [field_said(name) for name in (*field.split("."), *inner.split(".")) if name]
    return ", ".join((names[0], *(name.lower() for name in names[1:])))
