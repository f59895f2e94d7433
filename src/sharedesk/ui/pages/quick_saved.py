"""The receipt of an emergency note: its reference, what was promised, and the way on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from sharedesk.desk.emergency_words import PROMISE, log_choices
from sharedesk.ui._forms.quick_saved import Ui_QuickSaved
from sharedesk.ui.page import Page
from sharedesk.ui.window import Window

if TYPE_CHECKING:
    from sharedesk.desk.emergency import Receipt
    from sharedesk.desk.record import Recorded

SEALED = "Saved and sealed. You cannot reopen it until you unlock."
STAYS = "Your log will have it under the same reference."
SAVED = "Saved in your log. The reasons can come afterwards."
_LOOK_AFTER = 150
"""Milliseconds: the four words take a while to load, and whoever reads this comes first."""


class QuickSavedPage(Page):
    """What was saved. Locked, it comes up a second time in a process that never saw the words."""

    title = "Saved"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_QuickSaved()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.reference, 1)
        form.reference.setAccessibleDescription("")
        for empty in (form.words, form.troubles, form.which):
            empty.hide()
        form.first.clicked.connect(self._go_on)
        form.second.clicked.connect(self._close)
        self._reference = ""
        self._made: Recorded | None = None
        self._renew = False
        form.column.addStretch()
        self.built()

    def show_about(self, *, reference: str = "", made: Recorded | None = None, renew: bool = False) -> None:
        """The reference of a note sealed while locked, or what was recorded. `renew`: its words were typed here."""
        self._reference, self._made, self._renew = made.reference if made else reference, made, renew

    def entered(self) -> None:
        form, made = self.form, self._made
        form.title.setText("Saved and sealed" if made is None else "Saved")
        form.reference.setText(f"Reference {self._reference}")
        form.first.setText("&Unlock and continue" if made is None else "&Finish the reasons now")
        form.second.setText("&Lock screen" if made is None else "&Home")
        form.promise.setText(PROMISE if made is None else "")
        form.promise.setVisible(made is None)
        form.first.setFocus()
        form.stays.setText(STAYS)
        form.stays.setVisible(made is None)
        self.say(form.words, SEALED if made is None else SAVED, aloud=not self._renew)
        if self._renew:
            self.desk.repaint()  # now, and not when there is time: it has to be seen before the process goes
            QTimer.singleShot(0, self, lambda: self.desk.renew(saved=self._reference))
        elif made is None:
            QTimer.singleShot(_LOOK_AFTER, self, self._look)

    def _look(self) -> None:
        choices, now = log_choices(self.desk.folder, self.desk.settings), datetime.now().astimezone()

        def look() -> Receipt | None:
            from sharedesk.desk.emergency import receipt

            return receipt(choices, now)

        self.desk.worker.run(look, self._looked)

    def _looked(self, found: Receipt | None) -> None:
        if found is None or self._made is not None:
            return
        self.say(self.form.troubles, "\n".join(found.sentences))
        self.say(self.form.which, f"For {found.label}. Its recovery sheet has these four words: {found.words}.",
                 aloud=False)  # fmt: skip

    def _go_on(self) -> None:
        made = self._made
        if made is None:
            self.desk.goes_on_at = "notes"
            self.desk.show_page("locked")
        else:
            self.desk.show_page("afterwards", decision=made.id)

    def _close(self) -> None:
        self.desk.show_page("locked" if self._made is None else "home")


make = QuickSavedPage
