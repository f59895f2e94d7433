"""The inputs of the emergency form. What one types in first is made at once; the rest in steps, while one types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sharedesk.desk.emergency_words import Caller, Typed, device_said, moment_said, script
from sharedesk.ui import look
from sharedesk.ui._forms.quick import Ui_Quick
from sharedesk.ui.page import Page

if TYPE_CHECKING:
    from sharedesk.desk.duty import DutyNumber
    from sharedesk.ui._forms.quick_foot import Ui_QuickFoot
    from sharedesk.ui._forms.quick_rest import Ui_QuickRest
    from sharedesk.ui.quick_card import ScriptCard
    from sharedesk.ui.quick_chips import Chips

NEEDED = {"told": "Say who you told.", "why": "Say why it could not wait."}
"""The only two things that *Save now* asks for."""
NO_NUMBERS = "Your organisation’s pack has no duty numbers, or none was chosen on this computer."
_BESIDE = 50
"""Characters that the form keeps where the words for the phone stand beside it."""
_SHARED_LINES = 3


class QuickForm(QObject):
    """The form on a page's column. `edited`: something was typed or pressed by hand."""

    edited = Signal()
    saved = Signal()
    """Ctrl and Enter, anywhere in it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.who = who = Ui_Quick()
        who.setupUi(page.column)
        page.heading(who.title, 1)
        for hidden in (who.notice, who.problem, who.paper, who.who_error, who.duty_line, who.duty):
            hidden.hide()
        who.who_title.setFont(look.bold())
        self.boxes = [who.name, who.role, who.organisation, who.number]
        for box in self.boxes:
            self._follow(box)
        self.opened_at = datetime.now().astimezone()
        self.caller = Caller()
        self.rest: Ui_QuickRest
        self.foot: Ui_QuickFoot
        self.chips: Chips
        self.card: ScriptCard
        self.is_whole = False

    def making(self) -> Iterator[None]:
        """Make the rest of it, step by step, each well under 50 ms."""
        from sharedesk.ui._forms.quick_rest import Ui_QuickRest

        yield
        self.rest = Ui_QuickRest()
        self.rest.setupUi(self.who.rest)
        yield
        from sharedesk.domain.urgencies import URGENCIES
        from sharedesk.ui.quick_chips import Chips

        yield
        self.chips = Chips(self._page, URGENCIES, self.edited.emit)
        self.chips.setAccessibleName("Why could it not wait?")
        _inside(self.rest.chips).addWidget(self.chips)
        yield
        self._dress_rest()
        yield
        from sharedesk.ui._forms.quick_foot import Ui_QuickFoot

        foot = QWidget()
        self.foot = Ui_QuickFoot()
        self.foot.setupUi(foot)
        yield
        from sharedesk.ui.quick_card import ScriptCard

        self.card = ScriptCard()
        yield
        self._place(foot)
        self.is_whole = True
        self.arrange()
        self.begin(datetime.now().astimezone() if self.typed.is_empty else self.opened_at)
        self.chain()

    # ---- what is typed ----

    @property
    def typed(self) -> Typed:
        """What stands in the form now, word for word."""
        name, role, organisation, number = (box.text() for box in self.boxes)
        told = Typed(name=name, role=role, organisation=organisation, number=number)
        if not self.is_whole:
            return told
        from sharedesk.ui.boxes import words_in

        rest = self.rest
        return told._replace(
            at_risk=rest.at_risk.text(), shared=words_in(rest.shared), why=self.chips.chosen,
            why_line=rest.why_line.text(), channel=rest.channel.currentData() or "", said_at=rest.said_at.text(),
        )  # fmt: skip

    def begin(self, opened_at: datetime) -> None:
        """The time is filled in, and the device's own is shown beside it."""
        self.opened_at = opened_at
        self.rest.said_at.setText(moment_said(opened_at))
        self.rest.device.setText(device_said(opened_at))
        self.say_script()

    def fill(self, typed: Typed) -> None:
        """Show what was typed before; nobody types it now."""
        quiet = self.blockSignals(True)
        for box, words in zip(
            self.boxes, (typed.name, typed.role, typed.organisation, typed.number), strict=True
        ):  # fmt: skip
            box.setText(words)
        rest = self.rest
        rest.at_risk.setText(typed.at_risk)
        rest.shared.setPlainText(typed.shared)
        self.chips.choose(typed.why)
        rest.why_line.setText(typed.why_line)
        rest.channel.setCurrentIndex(max(0, rest.channel.findData(typed.channel)))
        rest.said_at.setText(typed.said_at)
        self.blockSignals(quiet)
        self.mark(())
        self.say_script()

    def take(self, number: DutyNumber) -> None:
        """A duty number was pressed: they are who was told, by phone unless something else was said."""
        self.who.role.setText(number.role)
        self.who.organisation.setText(number.organisation)
        self.who.number.setText(number.number)
        if not self.rest.channel.currentData():
            self.rest.channel.setCurrentIndex(self.rest.channel.findData("phone"))
        self.rest.at_risk.setFocus()
        self.edited.emit()

    def mark(self, needed: Sequence[str]) -> None:
        """Say beside its inputs what *Save now* still asks for."""
        for name, label, first in (
            ("told", self.who.who_error, self.who.name), ("why", self.rest.why_error, self.rest.why_line),
        ):  # fmt: skip
            label.setText(f"Error: {NEEDED[name]}" if name in needed else "")
            label.setVisible(name in needed)
            first.setAccessibleDescription(label.text())

    def way_to(self, needed: str) -> Callable[[], None]:
        """The way to where it is said."""
        from sharedesk.ui.fields import bring

        return lambda: bring(self.who.name if needed == "told" else self.rest.why_line)

    def say_script(self) -> None:
        """The words for the phone follow what is typed."""
        if self.is_whole:
            self.card.say(script(self.typed, self.caller))

    # ---- how it stands ----

    def chain(self) -> None:
        """Tab goes in the order in which it is read: the words for the phone, the form, its buttons."""
        from sharedesk.ui.fields import chain

        foot = self.foot
        chain(self._page.column)
        whole = [self.rest.log if self.rest.log.isVisibleTo(self._page) else self.rest.said_at, foot.save, foot.paper,
                 foot.discard, foot.leave]  # fmt: skip
        for first, second in pairwise(whole):
            QWidget.setTabOrder(first, second)

    def arrange(self) -> None:
        """The words for the phone stand beside the form where there is room for both."""
        if not self.is_whole:
            return
        self._size()
        from PySide6.QtGui import QFontMetrics
        from PySide6.QtWidgets import QApplication

        form = QFontMetrics(QApplication.font()).averageCharWidth() * _BESIDE + 2 * look.SPACE[2]
        beside = self._page.width() >= form + self.card.width_beside() + look.SPACE[2]
        self.card.stand(beside=beside, room=self._page.width() - self._page.column.maximumWidth() - look.SPACE[2])
        ways = QBoxLayout.Direction
        cast(QBoxLayout, self._page.layout()).setDirection(ways.RightToLeft if beside else ways.TopToBottom)

    def _dress_rest(self) -> None:
        from sharedesk.ui.boxes import make_ready
        from sharedesk.ui.choices import CHOICES, OPEN

        rest = self.rest
        for title in (rest.why_title, rest.shared_label, rest.at_risk_label, rest.channel_label, rest.said_at_label,
                      rest.log_label):  # fmt: skip
            title.setFont(look.bold())
        for hidden in (rest.why_error, rest.promise, rest.log_label, rest.log):
            hidden.hide()
        for code, words in (("", OPEN), *CHOICES["channel"]):
            rest.channel.addItem(words, code)
        make_ready(self._page.column)
        for box in (rest.at_risk, rest.why_line, rest.said_at):
            self._follow(box)
        rest.shared.textChanged.connect(self.edited)
        rest.channel.activated.connect(lambda _: self.edited.emit())
        for column in (0, 1):
            rest.when_grid.setColumnStretch(column, 1)
        self._size()
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeySequence, QShortcut

        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            saving = QShortcut(QKeySequence(keys), self._page)
            saving.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            saving.activated.connect(self.saved)

    def _follow(self, box: QLineEdit) -> None:
        """Every change by hand is told; Enter goes on to the next box."""
        box.textEdited.connect(lambda _: self.edited.emit())
        box.returnPressed.connect(lambda: self._go_on(box))

    def _go_on(self, box: QLineEdit) -> None:
        if self.is_whole:
            rest = self.rest
            order = [*self.boxes, rest.at_risk, rest.shared, rest.why_line, rest.said_at, self.foot.save]
            order[order.index(box) + 1].setFocus()

    def _size(self) -> None:
        shared = self.rest.shared
        shared.setFixedHeight(_SHARED_LINES * shared.fontMetrics().lineSpacing() + look.SPACE[2])

    def _place(self, foot: QWidget) -> None:
        """The buttons stay in sight below what scrolls; the words for the phone beside or above both."""
        whole = cast(QBoxLayout, self._page.layout())
        scroll = self._page._scroll  # noqa: SLF001  # the page's own, made by its base
        whole.removeWidget(scroll)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(scroll, 1)
        foot.setContentsMargins(look.SPACE[2], look.SPACE[0], look.SPACE[2], look.SPACE[1])
        left.addWidget(foot)
        self.card.setParent(self._page)
        QWidget.setTabOrder(self.card.fold, self.who.name)
        whole.addWidget(self.card)
        whole.addLayout(left, 1)


def _inside(holder: QWidget) -> QVBoxLayout:
    """A layout for a place that the form leaves open."""
    down = QVBoxLayout(holder)
    down.setContentsMargins(0, 0, 0, 0)
    return down
