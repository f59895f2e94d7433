"""A recovery sheet that does not count yet, as it will be printed. It is in no log, so nothing is read from one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sharedesk.desk import release
from sharedesk.desk.release import Printed
from sharedesk.paper.document import Document
from sharedesk.ui.pages.preview import PreviewPage
from sharedesk.ui.window import Window


class FirstPreviewPage(PreviewPage):
    """Looked at and printed. `kept` hears that it was shown, so that it can be copied by hand (False), or
    printed (True).

    Saving is the page before's, which minds where.
    """

    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        for saving in (self.form.save, self.form.protect):
            saving.hide()
        self._sheet: Callable[[], Document] | None = None
        self._kept: Callable[[bool], object] = lambda printed: None

    def show_about(  # type: ignore[override]  # another kind of document: there is no log to make it from
        self, *_: Any, document: Callable[[], Document], kept: Callable[[bool], object], back: Callable[[], object]
    ) -> None:
        self._sheet, self._kept, self._back = document, kept, back

    def entered(self) -> None:
        sheet = self._sheet
        if sheet is None:
            self._back()
            return
        self.begin()

        def made() -> tuple[Document, Printed]:
            document = sheet()
            return document, release.as_pdf(document)

        self.desk.worker.run(made, self.came, self.failed)

    def leaving(self) -> None:
        super().leaving()
        self._sheet = None

    def came(self, made: tuple[Document, Printed]) -> None:
        super().came(made)
        self._kept(False)

    def _save(self) -> None:
        """Ctrl+S does nothing here: a sheet is saved from the page before."""

    def was_printed(self, pages: int) -> None:
        super().was_printed(pages)
        self._kept(True)


make = FirstPreviewPage
