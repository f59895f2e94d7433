"""What some sections have besides their questions: a file's fingerprint, the organisation's agreements and contacts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit
from shiboken6 import isValid

from sharedesk.desk.arranging import agreements_for, under
from sharedesk.desk.attaching import Fingerprint
from sharedesk.ui import asking
from sharedesk.ui.directory import Directory
from sharedesk.ui.fields import chain
from sharedesk.ui.lines import Lines
from sharedesk.ui.repeated import Repeated
from sharedesk.ui.shelves import shelves_of

if TYPE_CHECKING:
    from pathlib import Path

    from sharedesk.desk.answers import Answers
    from sharedesk.desk.shelf import Shelf
    from sharedesk.domain.organisation import SharingAgreement
    from sharedesk.errors import ShareDeskError
    from sharedesk.ui.page import Page
    from sharedesk.ui.repeated import Part
    from sharedesk.ui.sheet import SectionView


class Pointing:
    """*Point at the file…* of each document: its fingerprint is worked out beside the page, and the file let go."""

    def __init__(self, view: SectionView, page: Page, edited: Callable[[], None]) -> None:
        documents = view.fields.inputs["attached"]
        assert isinstance(documents, Repeated)  # noqa: S101  # its form says so
        self._documents, self._page, self._edited = documents, page, edited
        self._wired: set[Part] = set()

    def follow(self, _answers: Answers) -> None:
        """Lead from the buttons of parts that came."""
        for part in self._documents.parts:
            if part not in self._wired:
                part.form.point.clicked.connect(partial(self._ask, part))
                part.form.pointed.hide()
        self._wired = set(self._documents.parts)

    def _ask(self, part: Part, _pressed: bool = False) -> None:  # Qt's signal
        if (path := asking.which_file(self._page, "Point at the file", "All files (*)")) is not None:
            self.point_at(part, path)

    def point_at(self, part: Part, path: Path) -> None:
        """Work out the fingerprint of a file for one document."""
        self._page.say(part.form.pointed, "Working out the fingerprint…")
        part.form.point.setEnabled(False)
        work, worker = Fingerprint(path), self._page.desk.worker

        def stepped(digest: str) -> None:
            if not isValid(part):
                work.close()
            elif digest:
                self._done(part, "The fingerprint is there. The file itself stays where it is.")
                part.form.f_sha256.setText(digest)
                self._edited()
            else:
                worker.run(work.step, stepped, failed)

        def failed(problem: ShareDeskError) -> None:
            if isValid(part):
                self._done(part, f"There is a problem. {problem}")

        worker.run(work.step, stepped, failed)

    def _done(self, part: Part, words: str) -> None:
        part.form.point.setEnabled(True)
        self._page.say(part.form.pointed, words)


class OwnAgreements:
    """The agreements in the organisation's pack, to be taken over with one key; one-off sharing needs no assessment."""

    def __init__(self, view: SectionView, page: Page, edited: Callable[[], None]) -> None:
        self._view, self._page, self._edited = view, page, edited
        self._lines = Lines(view.form.own)
        self._answers: Answers = {}
        view.form.own.hide()
        view.form.from_pack.hide()
        kind = view.form.f_arrangements__one_off_or_routine
        kind.currentIndexChanged.connect(lambda _: self._one_off(kind))

    def follow(self, answers: Answers) -> None:
        """Offer what the pack has for these recipients."""
        self._answers = answers
        shelves_of(self._page.desk).ask(self._offer)

    def _offer(self, shelf: Shelf) -> None:
        if not isValid(self._view):
            return
        pack = shelf.organisation
        found = agreements_for(pack, self._answers) if pack else ()
        self._view.form.from_pack.setVisible(pack is not None)
        ways = [(f"Under “{one.title}”, with {', '.join(one.partners)}", partial(self._take, one)) for one in found]
        if [words for words, _ in ways] != [button.accessibleName() for button in self._lines.buttons]:
            self._lines.show(ways)
            chain(self._page.column)

    def _take(self, agreement: SharingAgreement) -> None:
        for name, words in under(agreement).items():
            widget = self._view.fields.inputs[f"arrangements.{name}"]
            if isinstance(widget, QComboBox):
                widget.setCurrentIndex(widget.findData(words))
            elif isinstance(widget, QLineEdit):
                widget.setText(words)
                widget.setCursorPosition(0)
        self._edited()

    def _one_off(self, kind: QComboBox) -> None:
        considered = self._view.form.f_arrangements__dpia_considered
        if kind.currentData() == "one_off" and not considered.currentData():
            considered.setCurrentIndex(considered.findData("not_needed"))


Helper = Pointing | OwnAgreements | Directory
HELPERS: dict[str, type[Helper]] = {
    "attached": Pointing, "arrangements": OwnAgreements, "recipients": Directory, "advice": Directory,
}  # fmt: skip
"""By section."""
