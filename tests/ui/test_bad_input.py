"""Whatever is pasted into any box of any page: kept as it is, never cut, never markup, and never a window that hangs.

The boxes are found by walking through every page, so a new page is covered by itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPlainTextEdit, QTextEdit, QWidget
from ui import tour

from sharedesk.domain.entry import LONGEST_TEXT
from sharedesk.errors import ShareDeskError
from sharedesk.ui.boxes import make_ready, words_in
from sharedesk.ui.dates import DateBoxes
from sharedesk.ui.page import Page
from sharedesk.ui.window import Window

HOSTILE = {
    "nul": "before\0after",
    "bidi": "\u202eevil\u2066 \u2067x\u2069 \u200f \u05d0\u05d1\u05d2 \u0645\u0631\u062d\u0628\u0627",
    "zero-width": "a\u200bb\u200dc\ufeffd\u2060e \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "hard spaces": "a\u00a0b\u202fc\u3000d  e ",
    "markup": "<b>bold</b> <img src='file:///etc/passwd'> &amp; &lt; <script>x</script> </td></table>",
    "formula": "=1+1 @x +y -z %s %n {0} \\ \"';--",
    "combining": "e\u0301\u0323" * 40 + "\ufffd\uffff",
    "long word": "x" * 20_000,
}
HUGE = {"a word": "x" * 1_000_000, "words": "word " * 200_000, "lines": "a line of words\n" * 62_500}
Box = QLineEdit | QPlainTextEdit


def boxes(root: QWidget) -> list[Box]:
    """Whatever can be typed in, of what is shown."""
    found = [*root.findChildren(QLineEdit), *root.findChildren(QPlainTextEdit)]
    return [box for box in found if box.isVisible() and box.isEnabled() and not box.isReadOnly()]


def text_in(box: Box) -> str:
    return box.text() if isinstance(box, QLineEdit) else words_in(box)


def paste(box: Box, words: str) -> None:
    """As somebody pastes over all that is there."""
    QGuiApplication.clipboard().setText(words)
    box.selectAll()
    box.paste()


def name_of(page: str, box: Box) -> str:
    return f"{page}: {box.accessibleName() or box.objectName()}"


def rich_labels(root: QWidget) -> list[str]:
    """Labels that would take words for markup. The window's own words in them would be harmless; nobody's are not."""
    return [
        f"{label.objectName()!r} {label.text()[:30]!r}"
        for label in root.findChildren(QLabel)
        if label.textFormat() != Qt.TextFormat.PlainText and "<" in label.text()
    ]


@pytest.fixture
def every_page(window, first_decision, settled) -> Iterator[tuple[str, Page]]:
    return tour.unlocked(window, settled, first_decision(window))


def check_boxes(name: str, page: Page, samples: dict[str, str]) -> tuple[int, list[str]]:
    """How many boxes there are in the window of a page, and what is wrong with them."""
    wrong, found = [], boxes(page.window())
    for box in found:
        before = text_in(box)
        box.blockSignals(True)  # what pages do with the words is asked elsewhere: here it is the box
        for kind, words in samples.items():
            paste(box, words)
            if text_in(box) != words:
                wrong.append(f"{name_of(name, box)}: {kind} became {text_in(box)[:60]!r}")
        paste(box, before) if before else box.clear()
        box.blockSignals(False)
    return len(found), wrong


def test_hostile_text_is_kept_in_every_box_of_every_page(every_page):
    """And every box is ready for a megabyte: one is pasted into a box of each kind below; here each is of that kind."""
    counted, wrong, unready = 0, [], []
    for name, page in every_page:
        unready += [name_of(name, box) for box in boxes(page.window()) if not is_ready(box)]
        found, faults = check_boxes(name, page, HOSTILE)
        counted, wrong = counted + found, wrong + faults
    assert unready == []
    assert wrong == []
    assert counted > 100, "the walk leads past the boxes"


def test_hostile_text_is_kept_in_every_box_outside_a_log(qtbot, tmp_path, monkeypatch, window, appearance, settled):
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    fresh = Window(None, lambda *, hidden=False: None, appearance)
    qtbot.addWidget(fresh)
    fresh.show()
    counted, wrong = 0, []
    for name, page in tour.outside(fresh, settled, window):
        found, faults = check_boxes(name, page, HOSTILE)
        counted, wrong = counted + found, wrong + faults
    fresh.worker.close()
    assert wrong == []
    assert counted > 15


def test_a_box_that_cuts_is_found_out(qtbot):
    """The check can fail: a line edit as Qt makes it cuts at 32,767 characters, and says nothing."""
    page = QWidget()
    box = QLineEdit(page)
    qtbot.addWidget(page)
    page.show()
    huge = {"huge": HUGE["words"]}
    assert check_boxes("page", page, huge)[1]
    make_ready(page)
    assert check_boxes("page", page, huge) == (1, [])
    plain = QPlainTextEdit("a\u00a0b")
    assert plain.toPlainText() != "a\u00a0b"
    assert words_in(plain) == "a\u00a0b"
    assert box.text() == ""


@pytest.mark.parametrize("kind", HUGE)
@pytest.mark.parametrize("make", [QLineEdit, QPlainTextEdit, QTextEdit])
def test_a_megabyte_is_neither_cut_nor_too_much(qtbot, kind, make):
    box = make()
    make_ready(box)
    box.resize(500, 60)
    qtbot.addWidget(box)
    box.show()
    QGuiApplication.clipboard().setText(HUGE[kind])
    began = time.process_time()
    box.paste()
    QApplication.processEvents()
    assert time.process_time() - began < 8, "Qt alone takes minutes over one long word"
    assert (box.text() if make is QLineEdit else box.document().toPlainText()) == HUGE[kind]


def is_ready(box: Box) -> bool:
    return bool(box.property("sharedesk_ready")) and (not isinstance(box, QLineEdit) or box.maxLength() > LONGEST_TEXT)


def test_no_page_takes_words_for_markup(window, settled, go, qtbot):
    """A record full of markup, on every page that shows any of it."""
    short = go(window, "short_route", fresh=True)
    for box in boxes(short):
        if not isinstance(box.parentWidget(), DateBoxes):
            paste(box, HOSTILE["markup"])
    roles = short._view("people").fields.inputs["people"].parts[0].fields.inputs["as"]
    roles.setCurrentIndex(roles.findData("child"))
    short.sheet.collect()
    settled(window)
    assert rich_labels(window) == []
    check = go(window, "check", back="short_route")
    assert rich_labels(window) == []
    assert "<b>bold</b>" in check.form.answers.toPlainText()
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    made = window._pages["recorded"]._made
    for name, about in (
        ("reading", {"decision": made.id}), ("correction", {"decision": made.id}), ("decisions", {}), ("home", {}),
        ("found", {"words": "bold"}), ("drafts", {}), ("log", {}),
    ):  # fmt: skip
        go(window, name, **about)
        assert rich_labels(window) == [], name


def test_a_label_that_takes_markup_is_found_out(qtbot):
    label = QLabel("<b>Robin</b>")
    holder = QWidget()
    label.setParent(holder)
    qtbot.addWidget(holder)
    assert len(rich_labels(holder)) == 1
    label.setTextFormat(Qt.TextFormat.PlainText)
    assert rich_labels(holder) == []


def test_what_failed_is_said_as_plain_words(window, monkeypatch):
    said = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append((box.text(), box.textFormat())))
    window.problem(ShareDeskError("There is no “<b>x</b>”.", "Look."))
    assert said == [("There is no “<b>x</b>”. Look.", Qt.TextFormat.PlainText)]


@pytest.mark.parametrize("kind", ["nul", "too long"])
def test_what_cannot_be_recorded_is_said_of_every_box_and_every_word_stays(window, go, settled, kind):
    """Each box of the short route at once: each is named on the next page, with what to do."""
    words = HOSTILE["nul"] if kind == "nul" else "word " * (LONGEST_TEXT // 5 + 1)
    short = go(window, "short_route", fresh=True)
    filled = [
        view.fields.inputs[name] for view in short.sheet.views for name in ("reasons", "basis.sentence")
        if name in view.fields.inputs
    ]  # fmt: skip
    filled += [
        part.fields.inputs[name]
        for view in short.sheet.views
        for repeated, name in (("people", "who.name"), ("concerns", "text"), ("items", "text"), ("next_steps", "what"))
        if repeated in view.fields.inputs
        for part in view.fields.inputs[repeated].parts
    ]
    assert len(filled) == 6
    for box in filled:
        paste(box, words)
    check = go(window, "check", back="short_route")
    assert not check.form.record.isEnabled()
    sentences = [line.text() for line in check.problems._lines]
    assert len(sentences) == 6
    wanted = "cannot be kept" if kind == "nul" else "longer than 200,000 characters"
    assert all(wanted in sentence for sentence in sentences)
    back = go(window, "short_route")
    assert back is short
    assert [text_in(box) for box in filled] == [words] * 6


def test_a_megabyte_to_find_is_no_trouble(window, settled):
    paste(window.find_box, HUGE["words"])
    window.find_box.textEdited.emit(HUGE["words"])
    settled(window)
    found = window._pages["found"]
    began = time.process_time()
    found._find()
    settled(window)
    assert time.process_time() - began < 15
    assert window.windowTitle() == "ShareDesk: Find"
