"""Back in: what is different now, and what is worth doing next."""

from __future__ import annotations

from typing import Any

from sharedesk.desk import ways_in
from sharedesk.desk.ways_in import Changed
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.recovered import Ui_Recovered
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault

KEPT = {
    "sheet": "Your recovery sheet stays good: put it back where it was.",
    "organisation": "Your organisation’s key stays good, and so does your recovery sheet if there is one.",
}

BACKUPS = "The backups on this computer are being locked with the new passphrase…"


class RecoveredPage(Page):
    """Shown once, after a log was opened without its passphrase. What it began goes on when it is left."""

    title = "Back in"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Recovered()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.known_title, 1)
        form.backups.hide()
        self._looked = False
        self._long = LongWork(self, form, lambda busy: None)
        form.go_on.clicked.connect(lambda: window.show_page("home"))
        form.back_up.clicked.connect(lambda: window.show_page("backups"))
        form.ways_in.clicked.connect(lambda: window.show_page("ways_in"))
        self.built()

    def show_about(self, *_: Any, by: str, **__: Any) -> None:
        self.form.now.setText(f"Use the new passphrase from now on; the old one no longer opens this log. {KEPT[by]}")

    def entered(self) -> None:
        self.form.go_on.setFocus()
        self.desk.worker.read(_count, self._say)
        if not self._looked:
            self._looked, place = True, self.desk.settings.backup_place
            self._long.start(
                BACKUPS, lambda vault, tell: ways_in.lock_backups_anew(vault, tell, chosen=place), self._relocked,
                self._not_relocked,
            )  # fmt: skip

    def _relocked(self, changed: Changed) -> None:
        self.say(self.form.backups, "\n\n".join(changed.also), aloud=self.isVisible())
        if self.isVisible():
            self.form.go_on.setFocus()

    def _not_relocked(self, problem: ShareDeskError) -> None:
        self.say(self.form.backups, f"There is a problem. {problem}")

    def _say(self, entries: int) -> None:
        count = "1 entry" if entries == 1 else f"{entries:,} entries"
        self.say(
            self.form.checked, f"Everything in it was checked: {count}, and nothing differs from what was recorded."
        )


def _count(vault: Vault) -> int:
    return vault.store.count()


make = RecoveredPage
