"""One person of the log: who they are, the decisions that name them, and whom they are not to be taken for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent

from sharedesk.desk import people
from sharedesk.desk.people import PersonRead
from sharedesk.domain.visible import hides_something, visible
from sharedesk.ui import tables
from sharedesk.ui._forms.person import Ui_Person
from sharedesk.ui.decisions_model import SHOWN, SPARE
from sharedesk.ui.fields import chain
from sharedesk.ui.lines import Lines
from sharedesk.ui.page import Page
from sharedesk.ui.rows import Rows, opener
from sharedesk.ui.window import Window
from sharedesk.vault.search import Listed

HIDDEN = "signs in this name that nobody sees are said in square brackets; it is kept as it was written"


class PersonPage(Page):
    """A person and their decisions."""

    title = "Person"
    place = "people"
    shelved = "people"
    wide = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._person = ""
        self.form = Ui_Person()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.heading(self.form.alike_title, 1)
        self.heading(self.form.decisions_title, 1)
        self.namesakes = Lines(self.form.alike)
        self.model = Rows(window.worker, SHOWN)
        tables.prepare(self.form.decisions, self.model, opener(self.model, self._open))
        self.model.counted.connect(self._counted)
        self.form.back.clicked.connect(lambda: window.show_page("people"))
        self.form.erase.clicked.connect(lambda: window.show_page("erase", person=self._person))
        self.form.column.addStretch()
        self.built()

    def show_about(self, person: str) -> None:
        """The person's id."""
        self._person = person

    def entered(self) -> None:
        person = self._person
        self.desk.worker.read(lambda vault: people.read_person(vault, person), self._show)

    def _show(self, read: PersonRead) -> None:
        known = read.known
        self.form.title.setText(visible(known.name))
        part = f"{known.part} in the last decision" if known.part else ""
        about = (known.born, part, HIDDEN if hides_something(known.name) else "")
        self.form.about.setText(visible(". ".join(words[0].upper() + words[1:] for words in about if words)))
        self.form.about.setVisible(any(about))
        self.form.earlier.setText(visible(f"Also named as: {', '.join(read.earlier_names)}"))
        self.form.earlier.setVisible(bool(read.earlier_names))
        self.form.erase.setVisible(known.who is not None)
        self.namesakes.show([(one.described, partial(self._other, one.id)) for one in read.namesakes])
        self.form.alike_title.setVisible(bool(read.namesakes))
        self.model.read(lambda _: read.decisions)
        chain(self.column)

    def _counted(self, count: int) -> None:
        self.form.none.setVisible(not count)
        self.form.decisions.setVisible(bool(count))
        tables.fit(self.form.decisions)
        tables.squeeze(self.form.decisions, SPARE)
        tables.select_first(self.form.decisions)
        (self.form.decisions if count else self.form.back).setFocus()

    def _open(self, listed: Listed) -> None:
        person = self._person
        self.desk.show_page("reading", decision=listed.id, back=lambda: self.desk.show_page("person", person=person))

    def _other(self, person: str) -> None:
        self.desk.show_page("person", person=person)

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            tables.measure(self.form.decisions)
            tables.squeeze(self.form.decisions, SPARE)
            tables.fit(self.form.decisions)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tables.squeeze(self.form.decisions, SPARE)


make = PersonPage
