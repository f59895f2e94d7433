"""An organisation's key to this log: who keeps it, its four words and what it could read, before it is let in."""

from __future__ import annotations

from sharedesk.desk import ways_in
from sharedesk.desk.shelf import Shelf
from sharedesk.desk.ways_in import Changed, Holder
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.escrow import Ui_Escrow
from sharedesk.ui.changed_ways import refused, tell
from sharedesk.ui.keeping_sheet import Problems
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window

OFFERED = "Your organisation’s pack names the key that is filled in below."
COMPARE_WITH = "Where to find its four words, as the pack says: {}."
NOT_YET = "They appear here once the key is complete."
COMPARE = (
    "Compare the four words with the organisation’s own paper, and tick that you have: a key that somebody swapped has "
    "other words."
)


class EscrowPage(Page):
    """Filled in from the organisation's pack where that names a key; else typed."""

    title = "Let your organisation in"
    place = "log"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Escrow()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.words, 1)
        form.words.setAccessibleDescription("")
        self.problems = ErrorSummary(form.problem)
        self._long = LongWork(self, form, self._busy)
        form.key.textChanged.connect(self._typed)
        form.go_on.clicked.connect(self._go_on)
        form.back.clicked.connect(lambda: window.show_page("ways_in"))
        self.built()

    def entered(self) -> None:
        self.problems.clear()
        self.form.offered.hide()
        for box in (self.form.who, self.form.key):
            box.clear()
        self._typed()
        self.form.who.setFocus()
        shelves_of(self.desk).ask(self._fill)

    def leaving(self) -> None:
        self._long.stop()

    def _fill(self, shelf: Shelf) -> None:
        holder = ways_in.offered(shelf.organisation)
        form = self.form
        if holder is None or form.who.text() or form.key.text():
            return
        self.say(form.offered, f"{OFFERED} {COMPARE_WITH.format(holder.compare)}" if holder.compare else OFFERED)
        form.who.setText(holder.who)
        form.key.setText(holder.recipient)
        form.compared.setFocus()

    def _typed(self) -> None:
        """Another key has other words, and has not been compared."""
        form = self.form
        form.compared.setChecked(False)
        holder = self._holder()
        form.words.setText(holder.words if isinstance(holder, Holder) else NOT_YET)
        form.compared.setEnabled(isinstance(holder, Holder))

    def _holder(self) -> Holder | ShareDeskError:
        try:
            return ways_in.typed_holder(self.form.who.text().strip() or "-", self.form.key.text())
        except ShareDeskError as problem:
            return problem

    def _go_on(self) -> None:
        form = self.form
        wrong: Problems = []
        if not form.who.text().strip():
            wrong.append(("Say who keeps the key: a team or an office.", form.who.setFocus))
        holder = self._holder()
        if not isinstance(holder, Holder):
            wrong.append((str(holder), form.key.setFocus))
        elif not form.compared.isChecked():
            wrong.append((COMPARE, form.compared.setFocus))
        self.problems.show_problems(wrong)
        place = self.desk.settings.backup_place
        if not wrong and isinstance(holder, Holder) and form.go_on.isEnabled():
            self._long.start(
                "Letting the key in…", lambda vault, tell: ways_in.add_holder(vault, holder, tell, chosen=place),
                self._changed, self._refused,
            )  # fmt: skip

    def _changed(self, changed: Changed) -> None:
        tell(self, changed)

    def _refused(self, problem: ShareDeskError) -> None:
        refused(self, self.problems, problem, self._busy)

    def _busy(self, busy: bool) -> None:
        form = self.form
        for button in (form.go_on, form.back):
            button.setEnabled(not busy)
        for box in (form.who, form.key):
            box.setReadOnly(busy)


make = EscrowPage
