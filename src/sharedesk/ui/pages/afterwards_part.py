"""One part of the reasons of an emergency share, with what was written then in sight beside what is added."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from sharedesk.desk import written_then
from sharedesk.desk.answers import Unfit
from sharedesk.desk.written_then import Then
from sharedesk.ui.aside import WrittenThen
from sharedesk.ui.fields import chain
from sharedesk.ui.holding import hold, label_of
from sharedesk.ui.pages.afterwards import TITLES
from sharedesk.ui.pages.section import SectionPage
from sharedesk.ui.sheet import Sheet
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window

WORDS = {
    "emergency.known_at_the_time": "What did you know at that time? Only what you knew then.",
    "emergency.learnt_since": "What have you learnt since? It stands apart from what you knew then. (optional)",
    "emergency.write_up_affected_by": "Did anything affect when this was written up? Only if you wish. (optional)",
    "first_questions.if_not_shared": "What could have happened if you had not shared it?",
    "first_questions.how_it_could_help": "How could sharing help? (optional)",
    "reasons": "Why did you decide so? A sentence will do.",
    "shared_at": "When was it shared?",
}
"""Questions that are put otherwise after an emergency, by the path of the answer."""


class AfterwardsPartPage(SectionPage):
    """The same questions as in any record; what the note answered is there to be read and stays."""

    title = "Add the reasons: a part"
    name, list_page = "afterwards_part", "afterwards"
    shelved = "emergency-afterwards"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.written = WrittenThen(self, self._inside)
        self._then: Then | None = None

    def entered(self) -> None:
        draft = self.recording.draft
        if draft is None or draft.kind != "afterwards":
            self.desk.show_page("home")
            return
        self.column.setEnabled(False)
        self.form.parts.hide()  # nothing of another share is seen meanwhile
        self.form.heading.setText(self.titled(self._section))
        decision, which, shelves = draft.decision or "", draft.id, shelves_of(self.desk)

        def came(then: Then) -> None:
            held = self.recording.draft
            if held is None or held.id != which or not self.isVisible():
                return
            self._then = then
            self.written.show_then(then)
            self.column.setEnabled(True)
            self.form.parts.show()
            super(AfterwardsPartPage, self).entered()

        self.desk.worker.read(
            lambda vault: written_then.then(
                vault, decision, datetime.now().astimezone(), shelves.opened().organisation
            ),
            came,
        )  # fmt: skip

    def made(self, section: str) -> Sheet:
        back = partial(self._come_back, section)
        return Sheet(self, self._edited, [(section, "")], full=True, back=back, afterwards=True)

    def on_the_shelf(self) -> str:
        return self.shelved if self._section == "emergency" else super().on_the_shelf()

    def titled(self, section: str) -> str:
        return TITLES[section]

    def filled(self, sheet: Sheet) -> None:
        if self._then is None:
            return
        for view in sheet.views:
            for path, widget in view.fields.inputs.items():
                words, label = WORDS.get(path, ""), label_of(widget)
                if words and label is not None and not label.text().startswith(words):
                    label.setText(words)
                    widget.setAccessibleName(words.removesuffix(" (optional)"))
            hold(view.fields, self._then.first)
        self._ask_what_applies(sheet)
        chain(self.column)

    def _collect(self) -> None:
        super()._collect()
        self._ask_what_applies(self.sheets[self._section])

    def _ask_what_applies(self, sheet: Sheet) -> None:
        """About when it was written up only past the due time, and about delay only where there was one."""
        draft, then = self.recording.draft, self._then
        if draft is None or then is None:
            return
        try:
            today = date.today()  # noqa: DTZ011  # the day where they are
            still = written_then.still_to_add(then.state, draft.answers, today)
            delayed = written_then.asks_about_delay(still.decision)
        except Unfit:
            delayed = False  # a time has to be mended first
        late: dict[str, bool] = {"emergency.write_up_affected_by": then.is_late, "delay_because": delayed}
        for view in sheet.views:
            for path, asked in late.items():
                if (widget := view.fields.inputs.get(path)) is not None:
                    asked = asked or bool(_words(draft.answers, path))  # noqa: PLW2901  # what is kept is in sight
                    for shown in (widget, label_of(widget)):
                        if shown is not None:
                            shown.setVisible(asked)


def _words(answers: dict[str, Any], path: str) -> Any:
    value: Any = answers
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


make = AfterwardsPartPage
