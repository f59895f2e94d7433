"""The guidance shelf: topics to open, statements to read with their source and date, and a box that finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QTimer

from sharedesk.desk import shelf as shelving
from sharedesk.desk import shelf_read, shelf_search
from sharedesk.desk.pack_read import summary_of
from sharedesk.desk.shelf import Shelf, Shown
from sharedesk.desk.shelf_read import PROFESSIONS
from sharedesk.domain.guidance import Profession
from sharedesk.ui import look
from sharedesk.ui._forms.guidance import Ui_Guidance
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.lines import Lines, Way
from sharedesk.ui.page import Page
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.story import html_of, read_whole
from sharedesk.ui.window import Window

_PAUSE = 80
"""Milliseconds after the last key before the shelf is searched."""
_MOST = 12
"""Statements that a search shows."""


class View(NamedTuple):
    """What is shown: all topics, a topic, a statement, what there is for a page, or what was found for some words."""

    kind: str
    name: str = ""


ALL = View("topics")


class GuidancePage(Page):
    """The shelf. Back leads through what was read, and at last to where one came from."""

    title = "Guidance"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Guidance()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.lines_title, 1)
        read_whole(form.text)
        form.text.document().setDocumentMargin(look.SPACE[1])
        for code, words in (("", "everyone"), *PROFESSIONS):
            form.profession.addItem(words, code)
        self.lines = Lines(form.lines)
        self._shelf: Shelf | None = None
        self._view, self._read = ALL, list[View]()
        self._back: Callable[[], object] | None = None
        self._shelves = shelves_of(window)
        self._shelves.changed.connect(self._again)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._searched)
        form.search.setClearButtonEnabled(True)
        form.search.textEdited.connect(lambda _: self._pause.start())
        form.search.returnPressed.connect(self._first_found)
        form.back.clicked.connect(self._go_back)
        form.contents.clicked.connect(lambda: self.open_view(ALL))
        form.profession.activated.connect(self._for)
        self.built()

    def show_about(self, *, place: str = "", statement: str = "", back: Callable[[], object] | None = None) -> None:
        """`place` is a page or a question of a check (`telling/flight`) to read about; `back` leads there again."""
        self._view = View("statement", statement) if statement else View("place", place) if place else ALL
        self._read, self._back = [], back

    def entered(self) -> None:
        chosen = self.form.profession.findData(self.desk.settings.profession)
        self.form.profession.setCurrentIndex(max(0, chosen))
        self.form.search.setFocus()
        self._shelves.ask(self._opened)

    def open_view(self, view: View) -> None:
        """Show something else; Back leads here again."""
        if view != self._view:
            self._read.append(self._view)
        self._show(view)

    def _opened(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.say(self.form.fault, summary_of(shelf) if shelf.fault else "")
        self._show(self._view)

    def _again(self) -> None:
        if self.isVisible():
            self._shelves.ask(self._opened)

    def _show(self, view: View, *, move: bool = True) -> None:
        """`move` the focus to where it is read, and to the top."""
        shelf = self._shelf
        if shelf is None:
            return
        today = date.today()  # noqa: DTZ011  # the day where they are
        self._view = view
        if view.kind != "found":
            self.form.search.clear()
        if view.kind == "statement":
            self._statement(shelf, shelving.statement(shelf, view.name, today))
        elif view.kind == "topic":
            self._topic(shelf, view.name, today)
        elif view.kind == "place":
            self._place(shelf, view.name, today)
        elif view.kind == "found":
            self._found(shelf, view.name, today)
        else:
            self._contents(shelf, today)
        self.form.back.setVisible(bool(self._read) or self._back is not None)
        self.form.contents.setVisible(view != ALL)
        chain(self.column)
        if move and view.kind != "found":
            bring(self.form.search if view == ALL else self.form.text)
            self._scroll.verticalScrollBar().setValue(0)

    def _contents(self, shelf: Shelf, today: date) -> None:
        topics = shelving.topics(shelf, today, self._profession)
        ways = [(f"{one.title}. {one.opening}", partial(self.open_view, View("topic", one.id))) for one in topics]
        self._put("Guidance", "", (), "Topics", ways)
        self.form.note.setText(f"{shelving.nation_note(shelf)} Version {shelf.guidance.version}.")

    def _topic(self, shelf: Shelf, name: str, today: date) -> None:
        found = next((one for one in shelving.topics(shelf, today, self._profession) if one.id == name), None)
        if found is None:  # a pack without local procedures took the place of one that has them
            self._show(ALL)
        else:
            self._put(found.title, found.opening, found.statements, "", [])

    def _statement(self, shelf: Shelf, shown: Shown) -> None:
        see = [(shelf.guidance.statement(one).title, View("statement", one)) for one in shown.see]
        topic = shelf.guidance.topic_of(shown.id)
        see.append((f"All of: {topic.title}", View("topic", topic.id)))
        self._put(topic.title, "", (shown,), "See also", [(words, partial(self.open_view, to)) for words, to in see])

    def _place(self, shelf: Shelf, page: str, today: date) -> None:
        there = shelf_read.of_page(shelf, page, today)
        if not there.statements:
            self._show(ALL)
            return
        ways = [(f"All of: {title}", partial(self.open_view, View("topic", name))) for name, title in there.topics]
        self._put("Guidance for this page", "", there.statements, "See also", ways)

    def _found(self, shelf: Shelf, words: str, today: date) -> None:
        found = shelf_search.search(shelving.topics(shelf, today, self._profession), words, _MOST)
        titles = {one.id: one.title for one in shelving.topics(shelf, today)}
        ways: list[Way] = []
        for one in found:
            local = one.shown.topic == shelving.LOCAL
            to = View("topic", shelving.LOCAL) if local else View("statement", one.shown.id)
            off = f". {shelf_read.NOT_IN_USE}" if one.shown.off else ""
            ways.append((f"{one.shown.title} ({titles[one.shown.topic]}){off}", partial(self.open_view, to)))
        self._put("Guidance", "", (), "Found" if found else "", ways)
        more = " or more" if len(found) == _MOST else ""
        some = "1 statement" if len(found) == 1 else f"{len(found)} statements{more}, the best first"
        self.say(self.form.count, some if found else "Nothing on the shelf holds all of that.")

    def _put(self, title: str, opening: str, shown: tuple[Shown, ...], lines: str, ways: Sequence[Way]) -> None:
        form = self.form
        form.title.setText(title)
        for label, words in ((form.opening, opening), (form.lines_title, lines), (form.count, "")):
            label.setText(words)
            label.setVisible(bool(words))
        form.text.setHtml(html_of(shelf_read.blocks_of(shown)))
        form.text.setVisible(bool(shown))
        self.lines.show(ways)
        for widget in (form.note, form.profession_label, form.profession):
            widget.setVisible(self._view == ALL)

    def _searched(self) -> None:
        words = self.form.search.text().strip()
        if self._view.kind != "found":
            if not words:
                return
            self._read.append(self._view)
        if words:
            self._show(View("found", words))
        else:
            self._show(self._read.pop(), move=False)

    def _first_found(self) -> None:
        self._pause.stop()
        self._searched()
        if self.lines.buttons:
            self.lines.buttons[0].setFocus()

    def _go_back(self) -> None:
        if self._read:
            view = self._read.pop()
            self._show(view)
            if view.kind == "found":
                self.form.search.setText(view.name)
                self.form.search.setFocus()
        elif self._back is not None:
            self._back()

    def _for(self, number: int) -> None:
        self.desk.prefer(replace(self.desk.settings, profession=self.form.profession.itemData(number)))
        self._show(self._view, move=False)

    @property
    def _profession(self) -> Profession | None:
        return shelf_read.profession_of(self.desk.settings.profession)


make = GuidancePage
