"""What is to go: of a decision all or some of it; of a person piece by piece, wherever somebody has to decide."""

from __future__ import annotations

from functools import partial
from html import escape

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from sharedesk.desk import erasing, erasure_drafts
from sharedesk.desk.erase_errors import NotDecidedYet, StillNamed
from sharedesk.desk.erase_pieces import Piece, Words
from sharedesk.desk.erase_reach import Reach
from sharedesk.desk.erasing import Choices, Chosen, Plan, What
from sharedesk.desk.erasure_drafts import SCOPE, SOME
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui import look
from sharedesk.ui._forms.erase_what import Ui_EraseWhat
from sharedesk.ui.boxes import make_ready, words_in
from sharedesk.ui.choices import OPEN
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.story import kept, read_whole
from sharedesk.ui.tick_list import Line, TickList
from sharedesk.ui.window import Window
from sharedesk.ui.wrapped import let_go

_SEEN, _SHORT = 8, 48
_STATE: dict[What | None, str] = {"erase": "Goes", "keep": "Stays", "reword": "Other words", None: "To decide"}
_WHY = {
    "all_of_it": "", "theirs": "It is about this person alone.",
    "only_here": "It is about somebody whom no other record names.",
    "shared": "It is about this person and others.", "named": "It names this person.",
    "goes_with": "An emergency note is kept word for word. It goes with anything that it filled.",
}  # fmt: skip


class EraseWhatPage(Page):
    """The second of three pages: what becomes of each piece. Nothing goes yet."""

    title = "What is to go"
    shelved = "erasure"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_EraseWhat()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.one_title, 1)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(form.problems)
        form.scope.addItem("All of it", "")
        form.scope.addItem("Only some of it, piece by piece", SOME)
        form.scope.activated.connect(lambda _: self._scoped())
        self.list = TickList(form.pieces, _SEEN)
        form.pieces.selectionModel().currentChanged.connect(lambda *_: self._show_one())
        form.becomes.activated.connect(lambda _: self._decided())
        form.next.clicked.connect(self._next)
        form.go.clicked.connect(self._go)
        form.back.clicked.connect(lambda: window.show_page("erase"))
        read_whole(form.words)
        form.words.document().setDocumentMargin(look.SPACE[0])
        self.recording.said.connect(self._said)
        self._one_by_one = (
            form.list_label, form.pieces, form.one_title, form.one_about, form.words, form.becomes_label, form.becomes,
        )  # fmt: skip
        self._texts = QVBoxLayout(form.texts)
        self._texts.setContentsMargins(0, 0, 0, 0)
        self._texts.setSpacing(look.SPACE[0])
        self.boxes: dict[str, QPlainTextEdit] = {}
        self._made: list[QWidget] = []
        self._plan: Plan | None = None
        self._reach: Reach | None = None
        self._pieces: dict[str, Piece] = {}
        self._written = ""
        """The piece whose other words are in the boxes."""
        self.built()

    def show_about(self, plan: Plan, reach: Reach) -> None:
        """What would go, and what cannot be reached."""
        self._collect()
        self._plan, self._reach = plan, reach
        self._show_boxes(None, None)
        self._pieces = {piece.part: piece for piece in plan.pieces}

    def entered(self) -> None:
        draft, plan = self.recording.draft, self._plan
        if draft is None or draft.kind != "erasure" or plan is None:
            self.desk.show_page("home")
            return
        self.problems.clear()
        self.say(self.form.saved, "", aloud=False)
        self.form.which.setText(visible(plan.called))
        of_one_record = plan.decision is not None
        for widget in (self.form.scope_label, self.form.scope):
            widget.setVisible(of_one_record)
        with QSignalBlocker(self.form.scope):
            self.form.scope.setCurrentIndex(int(draft.answers.get(SCOPE) == SOME))
        self.recording.shown_by(self._collect)
        self._show_all()
        self._show_one()
        self._first()

    def leaving(self) -> None:
        self.recording.leave()

    @property
    def _choices(self) -> Choices:
        draft, plan = self.recording.draft, self._plan
        return erasure_drafts.choices_of(draft, plan) if draft is not None and plan is not None else {}

    @property
    def _piecewise(self) -> bool:
        """Is it decided piece by piece? Of a record only where some of it is to stay."""
        return self._plan is not None and (self._plan.decision is None or self.form.scope.currentData() == SOME)

    def _first(self) -> None:
        """The focus to where work begins."""
        if self.form.scope.isVisibleTo(self.column):
            bring(self.form.scope)
        elif not self._to_next():
            bring(self.form.go)

    def _scoped(self) -> None:
        if self.recording.draft is not None:
            self.recording.draft.answers[SCOPE] = self.form.scope.currentData()
            self.recording.edited()
        self._show_all()
        self._show_one()

    def _show_all(self) -> None:
        plan = self._plan
        if plan is None:
            return
        given = erasing.what_goes(plan, self._choices)
        found = [given.get(piece.part) for piece in plan.pieces]
        counts = [(found.count("erase"), "goes", "go"), (found.count("reword"), "in other words", "in other words"),
                  (found.count("keep"), "stays", "stay"), (found.count(None), "to decide", "to decide")]  # fmt: skip
        said = ", ".join(f"{number:,} {one if number == 1 else many}" for number, one, many in counts if number)
        also = sum(piece.slot == "who" and piece.why == "only_here" for piece in plan.pieces)
        people = f" With it go the details of {_people(also)} whom no other record names." if also else ""
        self.form.count.setText(f"Of {len(found):,} pieces: {said}.{people}" if found else "")
        for widget in self._one_by_one:
            widget.setVisible(self._piecewise)
        self.form.next.setVisible(plan.decision is None)
        if self._piecewise:
            self.list.show([Line(piece.part, _row(piece, given.get(piece.part))) for piece in plan.pieces])

    def _show_one(self) -> None:
        self._collect()
        piece, plan = self._pieces.get(self.list.current()), self._plan
        if piece is None or plan is None or not self._piecewise:
            self._show_boxes(None, None)
            return
        number = list(self._pieces).index(piece.part) + 1
        self.form.one_title.setText(f"Piece {number:,} of {len(self._pieces):,}")
        unsure = "" if piece.certain else " It may be somebody else of that name."
        self.form.one_about.setText(visible(" ".join(filter(None, (f"{piece.label}.", _WHY[piece.why] + unsure)))))
        self.form.words.setHtml("".join(map(_html, piece.words)) or "<p>No words: links and dates.</p>")
        chosen = self._choices.get(piece.part)
        with QSignalBlocker(self.form.becomes):
            self.form.becomes.clear()
            for code, words in _offers(piece, plan):
                self.form.becomes.addItem(words, code)
            what = chosen.what if chosen else "" if piece.has_to_be_decided else "erase"
            self.form.becomes.setCurrentIndex(max(self.form.becomes.findData(what), 0))
        self.form.becomes.setEnabled(piece.why != "goes_with")
        self._show_boxes(piece, chosen)

    def _show_boxes(self, piece: Piece | None, chosen: Chosen | None) -> None:
        """A box for each text that names them, where other words are to stand in its place."""
        for widget in self._made:
            let_go(widget)
        self._made, self.boxes = [], {}
        self._written = piece.part if piece is not None else ""
        texts = chosen.texts if chosen is not None and chosen.what == "reword" else None
        for one in piece.naming if piece is not None and texts is not None else ():
            label, box = QLabel(f"Instead: {one.label}"), QPlainTextEdit()
            label.setWordWrap(True)
            label.setBuddy(box)
            box.setAccessibleName(f"Other words for: {one.label}")
            box.setTabChangesFocus(True)
            box.setFixedHeight(look.TARGET * 2)
            make_ready(box)
            box.setPlainText((texts or {}).get(one.at, one.instead))
            box.textChanged.connect(self._typed)
            for widget in (label, box):
                self._texts.addWidget(widget)
                widget.show()
                self._made.append(widget)
            self.boxes[one.at] = box
        self.form.texts.setVisible(bool(self._made))
        chain(self.column)

    def _decided(self) -> None:
        piece, draft = self._pieces.get(self.list.current()), self.recording.draft
        if piece is None or draft is None:
            return
        what: What | str = self.form.becomes.currentData()
        chosen = None
        if what == "reword":
            chosen = Chosen(what="reword", texts={one.at: one.instead for one in piece.naming})
        elif what:
            chosen = Chosen(what="keep" if what == "keep" else "erase")
        erasure_drafts.decide(draft, piece.part, chosen)
        self.recording.edited()
        self.problems.clear()
        self._show_boxes(piece, chosen)
        self._show_all()
        if self.boxes:
            bring(next(iter(self.boxes.values())))

    def _typed(self) -> None:
        self.recording.edited()

    def _collect(self) -> None:
        """Put the other words that are being written into the draft."""
        draft = self.recording.draft
        if draft is not None and draft.kind == "erasure" and self.boxes:
            texts = {at: words_in(box) for at, box in self.boxes.items()}
            erasure_drafts.decide(draft, self._written, Chosen(what="reword", texts=texts))

    def _next(self) -> None:
        self._collect()
        if not self._to_next():
            bring(self.form.go)

    def _to_next(self) -> bool:
        """Make the next piece that is open the current one. False where there is none."""
        keys = list(self._pieces)
        if self._plan is None or not keys:
            return False
        open_ones = {piece.part for piece in erasing.undecided(self._plan, self._choices)}
        here = keys.index(self.list.current()) if self.list.current() in keys else 0
        found = next((key for key in keys[here:] + keys[:here] if key in open_ones), None)
        if found is not None:
            self.list.go(found)
            bring(self.form.becomes)
        return found is not None

    def _go(self) -> None:
        plan, reach = self._plan, self._reach
        if plan is None or reach is None or not self.form.go.isEnabled():
            return
        self._collect()
        self.recording.save()
        self.problems.clear()
        self.form.go.setEnabled(False)
        choices = self._choices
        self.desk.worker.read(
            lambda vault: erasing.see_that_it_may(vault, plan, choices, None),
            lambda _: self._on(plan, reach),
            self._failed,
        )

    def _on(self, plan: Plan, reach: Reach) -> None:
        self.form.go.setEnabled(True)
        self.desk.show_page("erase_go", plan=plan, reach=reach)

    def _failed(self, problem: ShareDeskError) -> None:
        self.form.go.setEnabled(True)
        there = None
        if isinstance(problem, NotDecidedYet | StillNamed) and problem.pieces:
            there = partial(self._to_piece, problem.pieces[0].part)
        self.problems.show_problems([(str(problem), there)])

    def _to_piece(self, part: str) -> None:
        self.list.go(part)
        bring(next(iter(self.boxes.values()), self.form.becomes))

    def _said(self, words: str) -> None:
        if self.isVisible():
            self.say(self.form.saved, words, aloud=not words.startswith("Saved"))


def _offers(piece: Piece, plan: Plan) -> list[tuple[str, str]]:
    open_one = [("", OPEN)] if piece.has_to_be_decided else []
    other = [("reword", "It is said in other words")] if piece.may_reword and piece.naming else []
    stays = "It stays" if plan.decision is not None else "It stays as it is, and goes on naming them"
    return [*open_one, ("erase", "It goes"), *other, ("keep", "It stays" if piece.why == "theirs" else stays)]


def _people(number: int) -> str:
    return "somebody" if number == 1 else f"{number:,} people"


def _row(piece: Piece, what: What | None) -> str:
    text = next((" ".join(one.text.split()) for one in piece.naming if one.text.strip()), "")
    short = f"{text[:_SHORT]}…" if len(text) > _SHORT else text
    return f"{_STATE[what]}: {piece.what}, {piece.of}" + (f": “{short}”" if short else "")


def _html(one: Words) -> str:
    """A text with its label; what names the person is bold and underlined."""
    parts, at = [], 0
    for start, end in one.named:
        parts += [kept(one.text[at:start]), f"<b><u>{kept(one.text[start:end])}</u></b>"]
        at = max(end, at)
    return f"<p><b>{escape(one.label)}</b><br>{''.join(parts)}{kept(one.text[at:])}</p>"


make = EraseWhatPage
