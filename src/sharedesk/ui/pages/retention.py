"""Records kept as long as the organisation keeps them: to be looked at, one by one. Nothing goes by itself."""

from __future__ import annotations

from datetime import date

from sharedesk.desk import retention
from sharedesk.desk.retention import Review, ToLookAt, years_said
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.retention import Ui_Retention
from sharedesk.ui.fields import chain
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.tick_list import Line, TickList
from sharedesk.ui.window import Window
from sharedesk.vault.errors import Cancelled

_SEEN = 8


class RetentionPage(Page):
    """The list, and what can be done with each record."""

    title = "How long records are kept"
    place = "log"
    shelved = "retention"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Retention()
        form.setupUi(self.column)
        self.heading(form.title)
        self.list = TickList(form.records, _SEEN)
        form.records.setTabKeyNavigation(False)
        form.records.activated.connect(lambda _: self._open())
        form.open.clicked.connect(self._open)
        form.keep.clicked.connect(self._keep)
        form.erase.clicked.connect(self._erase)
        form.back.clicked.connect(lambda: window.show_page("log"))
        form.records.selectionModel().currentChanged.connect(lambda *_: self._say_one())
        self.work = LongWork(self, form, self._hold)
        self._found: dict[str, ToLookAt] = {}
        window.before_lock(self.work.stop)
        chain(self.column)
        self.built()

    def entered(self) -> None:
        form, shelves, today = self.form, shelves_of(self.desk), date.today()  # noqa: DTZ011  # the day where they are
        for widget in (form.rules, form.count, form.problem, form.list_label, form.records, form.one):
            widget.hide()
        self._actions(False)
        self.work.start(
            "Looking through the log…",
            lambda vault, tell: retention.review(vault, shelves.opened().organisation, today, tell),
            self._show,
            self._failed,
        )

    def leaving(self) -> None:
        self.work.stop()

    def _show(self, review: Review) -> None:
        form = self.form
        form.rules.setText(_rules(review))
        form.rules.show()
        found = (*review.due, *review.unknown)
        self._found = {one.id: one for one in found}
        self.list.show([Line(one.id, one.line) for one in found])
        for widget in (form.list_label, form.records):
            widget.setVisible(bool(found))
        self._actions(bool(found))
        self._say_one()
        self.say(form.count, _count(review) if review.rules else "")
        (form.records if found else form.back).setFocus()

    def _failed(self, problem: ShareDeskError) -> None:
        if not self.isVisible():
            return  # it was left meanwhile
        if isinstance(problem, Cancelled):
            self.say(self.form.problem, "Stopped. Come back to this page to look again.")
        else:
            self.trouble(self.form.problem, problem)
        self.form.back.setFocus()

    def _current(self) -> ToLookAt | None:
        return self._found.get(self.list.current())

    def _say_one(self) -> None:
        one = self._current()
        self.form.one.setText(one.said if one else "")
        self.form.one.setVisible(one is not None)

    def _open(self) -> None:
        if (one := self._current()) is not None:
            self.desk.show_page("reading", decision=one.id, back=lambda: self.desk.show_page("retention"))

    def _keep(self) -> None:
        if (one := self._current()) is not None:
            self.desk.show_page("keep_longer", decision=one.id, back="retention")

    def _erase(self) -> None:
        if (one := self._current()) is not None:
            self.desk.show_page("erase", decision=one.id)

    def _actions(self, there: bool) -> None:
        for button in (self.form.open, self.form.keep, self.form.erase):
            button.setVisible(there)

    def _hold(self, busy: bool) -> None:
        self.form.records.setEnabled(not busy)


def _rules(review: Review) -> str:
    """The organisation's own periods, in words."""
    if not review.rules and not review.only_words:
        return (
            "No organisation’s pack says how long records are kept here. Ask whoever looks after the pack; it is "
            "chosen under This log."
        )
    lines = [f"{one.kind}: {years_said(one)} from {one.counted_from}." for one in (*review.rules, *review.only_words)]
    if review.only_words:
        lines.append(
            "What the pack gives in words alone cannot be worked out here: "
            + "; ".join(one.kind for one in review.only_words)
            + "."
        )
    if len(review.rules) > 1:
        lines.append("Where several fit a record, the longest counts.")
    return "\n".join(lines)


def _count(review: Review) -> str:
    kept = f"{review.kept_on:,} more {'is' if review.kept_on == 1 else 'are'} kept on for now."
    if not review.due and not review.unknown:
        return (
            f"No record has been kept as long as that. {kept}" if review.kept_on else "Nothing has been recorded yet."
        )
    due = "1 record has" if len(review.due) == 1 else f"{len(review.due):,} records have"
    said = f"{due} been kept as long as that."
    if review.unknown:
        said += f" Of {len(review.unknown):,} a child’s date of birth is not known, so it cannot be worked out."
    return f"{said} {kept}" if review.kept_on else said


make = RetentionPage
