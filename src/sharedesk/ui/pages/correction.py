"""Add a correction: a part of the recorded answers to change or add to, and why."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout

from sharedesk.desk import correcting, record
from sharedesk.desk.answers import Answers, Fault, Unfit, section_of
from sharedesk.desk.correcting import BECAUSE
from sharedesk.desk.record import NothingToCorrect, Recorded
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking, look
from sharedesk.ui._forms.correction import Ui_CorrectionForm
from sharedesk.ui.boxes import words_in
from sharedesk.ui.fields import bring
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.sheet import SECTIONS, Sheet
from sharedesk.ui.window import Window

_SHARED = ("share", "share_part", "share_later", "limited_enquiry")


class CorrectionPage(Page):
    """What was recorded is never changed here: the correction stands beside it."""

    title = "Add a correction"
    place = "decisions"
    shelved = "correction"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_CorrectionForm()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.form.because.setTabChangesFocus(True)
        self.form.because.setMaximumHeight(look.TARGET * 3)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(self.form.problems)
        self._inside = QVBoxLayout(self.form.parts)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._sheets: dict[str, Sheet] = {}
        self.form.section.currentIndexChanged.connect(lambda _: self._show_section())
        self.form.because.textChanged.connect(self.recording.edited)
        self.form.told.setMaximumHeight(look.TARGET * 3)
        self.form.told.textChanged.connect(self.recording.edited)
        self.form.add.clicked.connect(self._add)
        self.form.back.clicked.connect(self._to_record)
        self.form.discard.clicked.connect(self._discard)
        self.recording.said.connect(lambda words: self.say(self.form.saved, words, aloud=not words.startswith("Saved")))
        self._decision, self._draft = "", ""
        self._begin = ("", "")
        self.built()

    def show_about(self, *, decision: str = "", draft: str = "", section: str = "", at: str = "") -> None:
        """The id of the decision to correct, or of the draft of a correction to go on with; where to begin."""
        self._decision, self._draft = decision, draft
        self._begin = (section, at)

    def entered(self) -> None:
        self.column.setEnabled(False)  # until there is a draft that keeps what is typed
        decision, draft = self._decision, self._draft
        held = self.recording.draft
        if draft:
            self.recording.resume(draft, self._show)
        elif held is not None and held.kind == "correction" and held.decision == decision:
            self._show()
        else:
            self.recording.begin_with(lambda vault: correcting.new_correction(vault, decision), self._show)

    def leaving(self) -> None:
        if self.recording.draft is not None:
            self.recording.leave()

    def collect(self) -> None:
        """Write what the page holds into the draft."""
        draft = self.recording.draft
        if draft is None:
            return
        for sheet in self._sheets.values():
            if not sheet.isHidden():
                sheet.collect()
        self._collect_told(draft.answers)
        draft.answers[BECAUSE] = words_in(self.form.because)

    def _show(self) -> None:
        draft = self.recording.draft
        if draft is None:
            self.desk.show_page("home")
            return
        self.column.setEnabled(True)
        self._draft, self._decision = "", draft.decision or ""
        self.problems.clear()
        with QSignalBlocker(self.form.because):  # nothing was typed yet
            self.form.because.setPlainText(draft.answers.get(BECAUSE, ""))
        self.say(self.form.saved, "", aloud=False)
        self.recording.shown_by(None)
        self.form.told.hide()
        for sheet in self._sheets.values():
            sheet.hide()
        self._offer_sections("reconsiders" in draft.answers)
        (section, at), self._begin = self._begin, ("", "")
        with QSignalBlocker(self.form.section):
            self.form.section.setCurrentIndex(max(0, self.form.section.findData(section)))
        self._show_section()
        self.recording.shown_by(self.collect)
        found = self._sheets[section].place(at) if section else None
        bring(found[0] if found else self.form.section)
        decision = self._decision
        self.desk.worker.read(
            lambda vault: record.reference_of(vault, decision), lambda ref: self.form.which.setText(f"Decision {ref}")
        )

    def _offer_sections(self, taken_up_again: bool) -> None:
        """Only what takes another decision up again has new information to tell."""
        with QSignalBlocker(self.form.section):
            self.form.section.clear()
            for name, section in SECTIONS.items():
                if name != "reconsiders" or taken_up_again:
                    self.form.section.addItem(section.title, name)

    def _show_section(self) -> None:
        draft, name = self.recording.draft, str(self.form.section.currentData())
        if draft is None:
            return
        for other in self._sheets.values():
            if not other.isHidden():
                other.collect()
                other.hide()
        self._collect_told(draft.answers)
        self._show_told(draft.answers, name)
        sheet = self._sheets.get(name)
        if sheet is None:
            sheet = self._sheets[name] = Sheet(
                self, self.recording.edited, [(name, "")], full=True, known=False,
                back=partial(self._come_back, name),
            )  # fmt: skip
            self._inside.addWidget(sheet)
        sheet.fill(draft.answers, draft.usual)
        sheet.show()

    def _show_told(self, answers: Answers, section: str) -> None:
        """Whoever got something hears that it was wrong. The section on feedback has this question itself."""
        asked = section != "loop" and any(r.get("outcome") in _SHARED for r in answers.get("recipients") or ())
        with QSignalBlocker(self.form.told):
            self.form.told.setPlainText(answers.get("corrections_told", ""))
        self.form.told_label.setVisible(asked)
        self.form.told.setVisible(asked)

    def _collect_told(self, answers: Answers) -> None:
        if self.form.told.isHidden():
            return
        answers["corrections_told"] = words_in(self.form.told)

    def _come_back(self, section: str, at: str) -> None:
        self.desk.show_page("correction", decision=self._decision, section=section, at=at)

    def _add(self) -> None:
        draft = self.recording.draft
        if draft is None or not self.form.add.isEnabled():
            return
        self.collect()
        self.recording.save()
        self.form.add.setEnabled(False)
        drafts, today = self.recording.drafts, date.today()  # noqa: DTZ011  # the day where they are
        self.desk.worker.write(
            lambda vault: correcting.record_correction(vault, drafts, draft, today), self._added, self._failed
        )

    def _added(self, made: Recorded) -> None:
        self.form.add.setEnabled(True)
        self.recording.done()
        self.desk.show_page("reading", decision=made.id)

    def _failed(self, problem: ShareDeskError) -> None:
        self.form.add.setEnabled(True)
        if isinstance(problem, Unfit):
            self.problems.show_problems([(f.sentence, partial(self._go, f)) for f in problem.faults])
        elif isinstance(problem, NothingToCorrect):
            self.problems.show_problems([("Nothing is different yet: change or add something above.", None)])
        else:
            self.problems.show_problems([(f"{problem} Your words are kept.", None)])

    def _go(self, fault: Fault) -> None:
        if fault.where == BECAUSE:
            bring(self.form.because)
            return
        self.form.section.setCurrentIndex(self.form.section.findData(section_of(fault.where.replace(".", "/"))))
        sheet = self._sheets[str(self.form.section.currentData())]
        sheet.unmark()
        if found := sheet.place(fault.where):
            widget, fields, _ = found
            fields.mark(widget, fault.sentence)
            bring(widget)

    def _discard(self) -> None:
        if asking.may_go(self, "Discard this correction?", "What you typed here will be gone for good."):
            self.recording.discard(self._to_record)

    def _to_record(self) -> None:
        self.desk.show_page("reading", decision=self._decision)


make = CorrectionPage
