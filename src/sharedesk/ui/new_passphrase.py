"""Choosing a passphrase: six words offered, two boxes, how hard it is to guess. The boxes are the form's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton

from sharedesk.desk import passphrases
from sharedesk.ui.page import Page
from sharedesk.vault.fingerprint import suggested_passphrase

WEAK = "This passphrase is weak: somebody with this computer could guess it. Choose another, or press {} again."
"""Said once; it is their log and their choice."""


class Boxes(Protocol):
    """What a form has for it."""

    offer: QLabel
    take: QPushButton
    again: QPushButton
    passphrase: QLineEdit
    repeat: QLineEdit
    show_words: QCheckBox
    strength: QLabel


class NewPassphrase:
    """What is typed in both boxes, and what is wrong with it. `button` is what the page's last button is called."""

    def __init__(self, page: Page, form: Boxes, button: str = "Continue") -> None:
        self._page, self._form, self._button = page, form, button
        self._accepted = ""
        page.heading(form.offer, 1)
        form.offer.setAccessibleDescription("")
        form.strength.hide()
        form.take.clicked.connect(self._take)
        form.again.clicked.connect(self.offer)
        form.show_words.toggled.connect(self._show_words)
        form.passphrase.textChanged.connect(self._judge)
        self.offer()

    @property
    def words(self) -> str:
        """The passphrase as it is typed."""
        return self._form.passphrase.text()

    def offer(self) -> None:
        """Draw other words."""
        self._page.say(self._form.offer, suggested_passphrase())

    def clear(self) -> None:
        """Forget what was typed and what was offered; nothing is shown next time that is not asked for."""
        self._accepted = ""
        for box in (self._form.passphrase, self._form.repeat):
            box.clear()
        self._form.show_words.setChecked(False)
        self.offer()

    def wrong(self) -> list[tuple[str, Callable[[], None] | None]]:
        """What is wrong, with the way to each place. That it is weak is said once."""
        form, words = self._form, self.words
        if not words:
            return [("Choose a passphrase.", form.passphrase.setFocus)]
        if form.repeat.text() != words:
            return [("The two passphrases differ. Type the same again.", form.repeat.setFocus)]
        if passphrases.strength(words).grade == "weak" and self._accepted != words:
            self._accepted = words
            return [(WEAK.format(self._button), form.passphrase.setFocus)]
        return []

    def _take(self) -> None:
        """The words into both boxes, to be seen: they have to be learnt or written down."""
        for box in (self._form.passphrase, self._form.repeat):
            box.setText(self._form.offer.text())
        self._form.show_words.setChecked(True)
        self._form.passphrase.setFocus()

    def _show_words(self, shown: bool) -> None:  # Qt's signal
        for box in (self._form.passphrase, self._form.repeat):
            box.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _judge(self, words: str) -> None:
        self._page.say(self._form.strength, passphrases.strength(words).sentence if words else "", aloud=False)
