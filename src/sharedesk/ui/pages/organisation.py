"""The organisation's pack: chosen here, read here, and its fault named where it has one."""

from __future__ import annotations

from collections.abc import Callable

from sharedesk.desk.pack_read import blocks_of_pack, summary_of
from sharedesk.desk.shelf import Shelf
from sharedesk.ui import asking
from sharedesk.ui._forms.organisation import Ui_Organisation
from sharedesk.ui.fields import chain
from sharedesk.ui.page import Page
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.story import html_of, read_whole
from sharedesk.ui.window import Window

KIND = "Organisation’s pack (*.toml)"


class OrganisationPage(Page):
    """One pack. Choosing another, or none, holds from now on; what was recorded stays as it was."""

    title = "Your organisation"
    place = "log"
    shelved = "organisation"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Organisation()
        form.setupUi(self.column)
        self.heading(form.title)
        read_whole(form.text)
        for hidden in (form.problem, form.text):
            hidden.hide()
        self._back: Callable[[], object] = lambda: window.show_page("settings")
        self._shelves = shelves_of(window)
        self._shelves.changed.connect(self._again)
        form.back.clicked.connect(self._go_back)
        form.guidance.clicked.connect(window.show_guidance)
        form.choose.clicked.connect(self._choose)
        form.without.clicked.connect(self._without)
        form.column.addStretch()
        self.built()

    def show_about(self, back: Callable[[], object]) -> None:
        """The way back to where it was opened from."""
        self._back = back

    def _go_back(self) -> None:
        self._back()

    def entered(self) -> None:
        self.form.choose.setFocus()
        self._shelves.ask(self._show)

    def _again(self) -> None:
        if self.isVisible():
            self._shelves.ask(self._chosen)

    def _show(self, shelf: Shelf) -> None:
        form = self.form
        self.say(form.problem, f"There is a problem. {summary_of(shelf)}" if shelf.fault else "", aloud=False)
        self.say(form.state, "" if shelf.fault else summary_of(shelf), aloud=False)
        form.without.setVisible(bool(self.desk.settings.organisation))
        blocks = blocks_of_pack(shelf)
        form.text.setHtml(html_of(blocks))
        form.text.setVisible(bool(blocks))
        chain(self.column)

    def _chosen(self, shelf: Shelf) -> None:
        self._show(shelf)
        if shelf.fault:
            self.trouble(self.form.problem, shelf.fault)
        else:
            self.say(self.form.state, summary_of(shelf))

    def _choose(self) -> None:
        if pack := asking.which_file(self, "Choose your organisation’s pack", KIND):
            self._shelves.choose(pack)

    def _without(self) -> None:
        self.form.choose.setFocus()
        self._shelves.choose(None)


make = OrganisationPage
