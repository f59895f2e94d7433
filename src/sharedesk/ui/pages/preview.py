"""A document as it will be printed, before it is: looked at page by page, read as text, printed, saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit

from sharedesk.desk import release
from sharedesk.desk.release import Printed
from sharedesk.errors import ShareDeskError
from sharedesk.paper.document import Document
from sharedesk.paper.plain import plain_text
from sharedesk.ui import asking, look
from sharedesk.ui._forms.preview import Ui_Preview
from sharedesk.ui.page import Page
from sharedesk.ui.progress import Progress
from sharedesk.ui.window import Window
from sharedesk.vault.errors import Cancelled
from sharedesk.vault.vault import Vault

_ZOOMS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
"""Sizes of the picture; 1.0 is as wide as the window lets it be."""
_USUAL = _ZOOMS.index(1.0)
_A4_INCHES = 8.27
_PAUSE = 150
"""Milliseconds after the window was resized before the page is drawn again."""

Maker = Callable[[Vault], Document]


class PreviewPage(Page):
    """Any document of the log. `make` reads it from the open log; `back` shows the page that it was asked for from."""

    title = "Preview"
    shelved = "released-copies"
    wide = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Preview()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self._make: Maker | None = None
        self._back: Callable[[], object] = lambda: window.show_page("home")
        self._document: Document | None = None
        self._printed: Printed | None = None
        self._page, self._zoom = 0, _USUAL
        self._progress = Progress()
        self._resized = QTimer(self, singleShot=True, interval=_PAUSE)
        self._resized.timeout.connect(self._draw)
        self.form.paper.setWidgetResizable(True)
        self.form.paper.setWidget(self.form.picture)
        self.form.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.form.paper.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.form.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._connect()
        self.built()

    def _connect(self) -> None:
        form = self.form
        form.back.clicked.connect(self._go_back)
        form.print_it.clicked.connect(self._print)
        form.stop.clicked.connect(self._stop)
        form.stop.hide()
        form.save.clicked.connect(self._save)
        form.previous.clicked.connect(lambda: self._turn(-1))
        form.next.clicked.connect(lambda: self._turn(1))
        form.larger.clicked.connect(lambda: self._look_closer(1))
        form.smaller.clicked.connect(lambda: self._look_closer(-1))
        form.as_text.toggled.connect(self._show_kind)
        form.protect.toggled.connect(self._protect)
        form.show_password.toggled.connect(
            lambda shown: form.password.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        )
        for keys, do in (("Ctrl+P", self._print), ("Ctrl+S", self._save), ("Esc", self._go_back)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def show_about(self, make: Maker, back: Callable[[], object]) -> None:
        self._make, self._back = make, back

    def entered(self) -> None:
        make = self._make
        self.begin()
        if make is None:
            return

        def made(vault: Vault) -> tuple[Document, Printed]:
            document = make(vault)
            return document, release.as_pdf(document)

        self.desk.worker.read(made, self.came, self.failed)

    def begin(self) -> None:
        """Forget the document before, and wait for the one that is being made."""
        self._forget()
        self._ready(False)
        self.form.problem.hide()
        self.form.as_text.setChecked(False)
        self._show_kind(False)
        self.form.back.setFocus()
        self.say(self.form.about, "Making the pages…", aloud=False)

    def _protect(self, protect: bool) -> None:  # Qt's signal
        for widget in (self.form.password_label, self.form.password, self.form.show_password):
            widget.setVisible(protect)
        self.form.password.clear()

    def _go_back(self) -> None:
        self._back()

    def leaving(self) -> None:
        self._progress.stop()
        self._forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.start()

    def _forget(self) -> None:
        """Nothing of a document stays in the page once it is left."""
        self._document = self._printed = None
        self._page = 0
        self.form.protect.setChecked(False)
        self._protect(False)
        self.form.picture.clear()
        self.form.text.clear()

    def came(self, made: tuple[Document, Printed]) -> None:
        """The document and its pages are here: show them."""
        self._document, self._printed = made
        document, printed = made
        self.form.title.setText(f"{document.title} {document.reference}".strip())
        pages = "1 page" if printed.pages == 1 else f"{printed.pages} pages"
        undrawn = len(printed.undrawable)
        some = f" {undrawn} characters cannot be drawn; they are kept in the text." if undrawn else ""
        self.say(self.form.about, f"{document.copy_kind}. {pages}, A4.{some}")
        self.form.text.setPlainText(plain_text(document))
        self._ready(True)
        self.form.print_it.setFocus()
        self._draw()

    def failed(self, problem: ShareDeskError) -> None:
        """They could not be made, printed or saved."""
        self.trouble(self.form.problem, problem)
        self.form.about.hide()
        self._ready(self._printed is not None)

    def _ready(self, ready: bool) -> None:
        for widget in (self.form.print_it, self.form.save, self.form.protect, self.form.larger, self.form.smaller):
            widget.setEnabled(ready)
        self._show_place()

    def _turn(self, by: int) -> None:
        if self._printed is not None and 0 <= self._page + by < self._printed.pages:
            self._page += by
            self._draw()

    def _look_closer(self, by: int) -> None:
        self._zoom = min(max(self._zoom + by, 0), len(_ZOOMS) - 1)
        self._draw()

    def _draw(self) -> None:
        if self._printed is None:
            return
        pdf, number = self._printed.pdf, self._page
        room = (
            self.form.paper.viewport().width() - self.form.paper.verticalScrollBar().sizeHint().width() - look.SPACE[0]
        )
        dots = max(round(room / _A4_INCHES * _ZOOMS[self._zoom]), 24)
        self._show_place()

        def drawn() -> bytes:
            from sharedesk.paper.read_back import page_as_png

            return page_as_png(pdf, number, dots)

        def show(png: bytes) -> None:
            if self._printed is not None and self._printed.pdf is pdf and self._page == number:
                picture = QPixmap()
                picture.loadFromData(png)
                self.form.picture.setPixmap(picture)
                self.form.picture.setAccessibleName(f"Picture of page {number + 1}; “Show as text” reads it")

        self.desk.worker.run(drawn, show, self.failed)

    def _show_place(self) -> None:
        pages = self._printed.pages if self._printed else 0
        self.form.which.setText(f"Page {self._page + 1} of {pages}" if pages else "")
        focused = QApplication.focusWidget()
        self.form.previous.setEnabled(self._page > 0)
        self.form.next.setEnabled(self._page + 1 < pages)
        if focused in (self.form.previous, self.form.next) and not focused.isEnabled():
            (self.form.next if self.form.next.isEnabled() else self.form.previous).setFocus()

    def _show_kind(self, as_text: bool) -> None:  # Qt's signal
        self.form.text.setVisible(as_text)
        self.form.paper.setVisible(not as_text)

    def _print(self) -> None:
        if self._document is None or self._printed is None:
            return
        from sharedesk.ui import printing  # Qt's printing is loaded when something is printed

        printer = printing.choose_printer(self, self._document.reference)
        if printer is None:
            return
        pdf, pages = self._printed.pdf, self._printed.pages
        self._progress = progress = Progress()
        progress.hear(self._printing)
        self._at_the_printer(True)

        def sent(count: int) -> None:
            self._at_the_printer(False)
            self.was_printed(count)

        self.desk.worker.run(lambda: printing.send(printer, pdf, pages, progress), sent, self._not_printed)

    def _stop(self) -> None:
        self._progress.stop()

    def _at_the_printer(self, busy: bool) -> None:  # which of the two buttons is there
        self.form.stop.setVisible(busy)
        self.form.print_it.setVisible(not busy)
        (self.form.stop if busy else self.form.print_it).setFocus()

    def _not_printed(self, problem: ShareDeskError) -> None:
        self._at_the_printer(False)
        if isinstance(problem, Cancelled):
            self.say(self.form.about, "Printing was stopped. Pages that the printer had already may come out.")
        else:
            self.failed(problem)

    def _printing(self, done: int, of: int) -> None:
        self.say(self.form.about, f"Printing page {min(done + 1, of)} of {of}…", aloud=False)

    def was_printed(self, pages: int) -> None:
        """The printer has the pages."""
        self.say(
            self.form.about, "1 page went to the printer." if pages == 1 else f"{pages} pages went to the printer."
        )

    def _save(self) -> None:
        document = self._document
        if document is None:
            return
        practice = "PRACTICE-" if document.practice else ""
        stem = document.reference.replace(" ", "-") or "ShareDesk"
        target = asking.where_to_save(self, "Save as PDF", f"{practice}{stem}.pdf", "PDF (*.pdf)")
        if target is None:
            return
        target = target if target.suffix.lower() == ".pdf" else target.with_name(target.name + ".pdf")
        password = self.form.password.text() if self.form.protect.isChecked() else None
        self.form.problem.hide()
        self.save_to(target, password)

    def save_to(self, target: Path, password: str | None) -> None:
        """Save the pages to a file, encrypted if there is a password."""
        printed = self._printed
        if printed is not None:
            self.desk.worker.run(
                lambda: release.save_printed(printed, target, password), lambda _: self._was_saved(target), self.failed
            )

    def _was_saved(self, target: Path) -> None:
        locked = " It opens only with the password you gave." if self.form.protect.isChecked() else ""
        self.form.protect.setChecked(False)
        self.say(self.form.about, f"Saved as “{target.name}”.{locked}")


make = PreviewPage
