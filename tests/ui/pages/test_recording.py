"""Recording a decision in the real window on a real log: by keyboard, interrupted, with bad input, put right later."""

from __future__ import annotations

import json
import threading
import time
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMessageBox, QPlainTextEdit

from sharedesk.desk import answers, drafting, record
from sharedesk.desk.drafting import Drafts, day_said
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.entry import LONGEST_TEXT
from sharedesk.domain.fold import fold_decision
from sharedesk.ui.dates import DateBoxes
from sharedesk.ui.recording import recording_of
from sharedesk.vault import errors, sealed

TODAY = day_said(date.today())  # noqa: DTZ011  # as the page says it
HOSTILE = "Robert\"); <b>DROP</b> &amp; %s {0} \u202e\u200d\U0001f468 =1+1 \\ ' " + "x" * 300


class Typist:
    """Types on whatever has the focus, and counts the keys."""

    def __init__(self) -> None:
        self.keys = 0

    def type(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), words)
        self.keys += len(words)

    def press(self, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, modifier)
        self.keys += 1

    def to(self, name: str) -> None:
        """Tab on until the focus is on what has this accessible name (or, for a button, these words)."""
        met = []
        for _ in range(40):
            focus = QApplication.focusWidget()
            called = focus.accessibleName() or getattr(focus, "text", str)()
            if called == name:
                return
            met.append(called)
            self.press(Qt.Key.Key_Tab)
        pytest.fail(f"{name!r} is not among the next stops: {met}")


def decision_now(window, qtbot, index=0):
    """The decision that was recorded last."""
    found = []

    def read(vault):
        listed = drafting.search.newest(vault.store, index + 1)[index]
        return fold_decision(vault.store.entries_of(listed.id)).decision

    window.worker.read(read, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def all_drafts(window, qtbot):
    found = []
    window.worker.read(lambda vault: found.extend(drafting.Drafts(vault).all()) or True, lambda _: found.append(None))
    qtbot.waitUntil(lambda: None in found)
    return found[:-1]


def inputs(page, section):
    return next(view for view in page.sheet.views if view.name == section).fields.inputs


def part(page, section, name, at=0):
    return inputs(page, section)[name].parts[at].fields.inputs


def choose(box, code):
    box.setCurrentIndex(box.findData(code))
    box.activated.emit(box.currentIndex())


@pytest.fixture
def short(open_window, empty_log, go):
    """An empty log's window with the short route open."""
    window = open_window(empty_log)
    return window, go(window, "short_route", fresh=True)


def test_a_plain_referral_by_keyboard(open_window, empty_log, settled, qtbot):  # noqa: PLR0915  # one journey
    window = open_window(empty_log)
    started, keys = time.process_time(), Typist()
    keys.press(Qt.Key.Key_Return)  # Record a decision has the focus
    settled(window)
    keys.type("Robin Madeupson")
    keys.to("What are they in this?")
    keys.type("c")
    keys.to("Age or date of birth")
    keys.type("7")
    keys.to("Add another person")
    keys.press(Qt.Key.Key_Space)
    keys.type("Ash Madeupson")
    keys.to("What are they in this?")
    keys.type("pa")
    keys.to("What are you worried about, and how may they be at risk?")
    keys.type("A round mark on the left arm that nobody explains.")
    keys.to("How sure is the risk?")
    keys.type("s")
    keys.to("What makes you think so?")
    keys.type("I saw it. Robin looked away when asked.")
    keys.to("What do you know?")
    keys.type("A mark of 1 cm, seen at 9:05.")
    keys.to("Is it fact, reported by someone, or opinion?")
    keys.type("f")
    keys.to("Were you asked for this, or is it on your own initiative?")
    keys.type("o")
    keys.to("Organisation")
    keys.type("Example Council")
    keys.to("What did you decide for them?")
    keys.type("s")
    keys.to("Why do they need it, or why not?")
    keys.type("They look into it.")
    keys.to("How was it, or will it be, sent?")
    keys.type("p")
    keys.to("Was that way secure?")
    keys.type("y")
    keys.to("When it was shared: day")
    keys.type("t")
    keys.to("Why did you decide so? If you did not share, why not?")
    keys.type("It could help to keep Robin safe.")
    keys.to("Lawful basis")
    keys.type("s")
    keys.to("The usual sentence on the lawful basis")
    keys.type("Our public task to safeguard pupils.")
    qtbot.waitUntil(lambda: len(inputs(window._pages["short_route"], "telling")["telling"].parts) == 2)
    for reason in ("Her teacher tells her tomorrow.", "Rung at ten."):
        keys.to("Are they told?")
        keys.type("y")
        keys.to("Why, or why not?")
        keys.type(reason)
        keys.to("When: day")
        keys.type("t")
    keys.to("What happens next?")
    keys.type("Ring back")
    keys.to("Who does it?")
    keys.type("me")
    keys.to("By when?: in words")
    keys.type("17 March 2030")
    keys.to("When did you first know?: day")
    keys.type("t")
    keys.to("Official case record: which system")
    keys.type("Example system")
    keys.to("Check answers")
    keys.press(Qt.Key.Key_Space)
    settled(window)
    assert window.windowTitle() == "ShareDesk: Check your answers"
    keys.to("Record decision")
    keys.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    keys.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: "A round mark" in QGuiApplication.clipboard().text())
    settled(window)  # that it was copied is noted in the record
    took = time.process_time() - started
    decision = decision_now(window, qtbot)
    assert what_is_missing(decision) == []
    assert decision.official_record.copied_on.said == TODAY
    assert decision.recipients[0].shared_at.said == TODAY
    assert [p.who.name for p in decision.people] == ["Robin Madeupson", "Ash Madeupson"]
    assert all_drafts(window, qtbot) == []
    assert took < 20  # the program's own part in it
    assert keys.keys < 700  # at four keys a second under three minutes


def test_words_are_sealed_without_being_asked_and_are_back_after_unlocking(short, go, open_window, qtbot, settled):
    window, page = short
    QTest.keyClicks(part(page, "people", "people")["who.name"], "Robin")
    QTest.keyClicks(part(page, "concern", "concerns")["text"], "half a sent")
    qtbot.waitUntil(lambda: page.form.saved.text().startswith("Saved "), timeout=4000)
    QTest.keyClicks(part(page, "concern", "concerns")["text"], "ence")
    assert window.seal()  # what locking does: at once, without the worker
    again = open_window(window.folder)  # a copy of the folder, as the next process finds it
    home = again._pages["home"]
    assert "1 draft to go on with" in home.form.waiting.text()
    assert "Robin" not in home.form.waiting.text()
    drafts = go(again, "drafts")
    assert "Robin" not in drafts.lines[0].text()
    drafts.lines[0].click()
    settled(again)
    shown = again._pages["short_route"]
    assert part(shown, "people", "people")["who.name"].text() == "Robin"
    assert part(shown, "concern", "concerns")["text"].toPlainText() == "half a sentence"


@pytest.mark.parametrize("failure", [errors.DiskFull, errors.StorageFailed])
def test_a_disk_that_fails_while_typing_is_said_and_the_words_are_kept(short, qtbot, monkeypatch, failure):
    window, page = short
    with monkeypatch.context() as patched:
        patched.setattr(sealed.files, "write_new", lambda *_: (_ for _ in ()).throw(failure()))
        QTest.keyClicks(inputs(page, "reasons")["reasons"], "because")
        qtbot.waitUntil(lambda: page.form.saved.text().startswith("Not saved"), timeout=4000)
        assert page.problems.isVisible()
        assert inputs(page, "reasons")["reasons"].toPlainText() == "because"
    recording_of(window).save()  # the retry, once the disk has room again
    qtbot.waitUntil(lambda: page.form.saved.text().startswith("Saved "), timeout=4000)
    assert not page.problems.isVisible()
    assert all_drafts(window, qtbot)[0].answers["reasons"] == "because"


def test_a_log_that_was_pulled_out_is_said_and_the_words_are_saved_when_it_is_back(short, qtbot):
    window, page = short
    folder = window.folder / "drafts"
    away = folder.rename(window.folder / "pulled")
    QTest.keyClicks(inputs(page, "reasons")["reasons"], "because")
    qtbot.waitUntil(lambda: "folder is not there" in page.form.saved.text(), timeout=4000)
    assert inputs(page, "reasons")["reasons"].toPlainText() == "because"
    away.rename(folder)
    recording_of(window).save()
    qtbot.waitUntil(lambda: page.form.saved.text().startswith("Saved "), timeout=4000)
    assert all_drafts(window, qtbot)[0].answers["reasons"] == "because"


def test_a_draft_thrown_away_is_gone_and_one_kept_is_not(short, qtbot, monkeypatch, settled):
    window, page = short
    answer = QMessageBox.StandardButton.No
    monkeypatch.setattr(QMessageBox, "question", lambda *_, **__: answer)
    QTest.keyClicks(inputs(page, "reasons")["reasons"], "because")
    recording_of(window).save()
    page.form.discard.click()
    assert len(all_drafts(window, qtbot)) == 1
    answer = QMessageBox.StandardButton.Yes
    page.form.discard.click()
    settled(window)
    assert all_drafts(window, qtbot) == []
    assert window.windowTitle() == "ShareDesk: Home"


def test_a_strange_file_among_the_drafts_is_for_somebody_to_check_and_kept(short, go):
    window, _page = short
    strange = window.folder / "drafts" / "planted.sealed"
    strange.write_bytes(b"not ours")
    home = go(window, "home")
    assert [button.text() for button in home.emergencies.notes.buttons] == ["1 emergency note to check"]
    assert strange.exists()


def test_words_that_could_not_be_saved_wait_while_another_decision_is_begun(short, qtbot, go, monkeypatch):
    window, page = short
    with monkeypatch.context() as patched:
        patched.setattr(sealed.files, "write_new", lambda *_: (_ for _ in ()).throw(errors.DiskFull()))
        QTest.keyClicks(inputs(page, "reasons")["reasons"], "first")
        go(window, "home")
        go(window, "short_route", fresh=True)
        assert inputs(page, "reasons")["reasons"].toPlainText() == ""
        QTest.keyClicks(inputs(page, "reasons")["reasons"], "second")
        go(window, "home")
        assert all_drafts(window, qtbot) == []
    assert window.seal()
    assert {draft.answers["reasons"] for draft in all_drafts(window, qtbot)} == {"first", "second"}


def test_recording_on_a_disk_that_fails_keeps_the_draft(short, qtbot, go, monkeypatch):
    window, page = short
    QTest.keyClicks(inputs(page, "reasons")["reasons"], "because")
    check = go(window, "check", back="short_route")
    with monkeypatch.context() as patched:
        patched.setattr(record, "record", lambda *_, **__: (_ for _ in ()).throw(errors.DiskFull()))
        check.form.record.click()
        qtbot.waitUntil(check.problems.isVisible)
    assert all_drafts(window, qtbot)[0].answers["reasons"] == "because"
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    assert decision_now(window, qtbot).reasons == "because"


def test_a_date_that_is_not_in_the_calendar_is_an_error_at_its_field(short, qtbot, go, settled):
    window, page = short
    QTest.keyClicks(part(page, "people", "people")["who.name"], "Robin")
    dated = inputs(page, "next")["known_at"]
    for box, words in zip(dated.boxes(), ("31", "February", "2026"), strict=False):
        QTest.keyClicks(box, words)
    check = go(window, "check", back="short_route")
    assert not check.form.record.isEnabled()
    assert check.problems.hasFocus()
    check.problems._lines[0].click()
    settled(window)
    section = window._pages["section"]
    assert section.problems.isVisible()
    shown = section.sheets["next"].place("known_at")[0]
    assert shown.text() == "31 February 2026"
    assert "not in the calendar" in shown.accessibleDescription()
    section.problems._lines[0].click()
    assert shown.form.day.hasFocus()
    shown.form.words.clear()
    QTest.keyClicks(shown.form.words, "last Tuesday")
    section.form.go_on.click()
    check = go(window, "check", back="tasks")
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    assert decision_now(window, qtbot).known_at.said == "last Tuesday"


def test_hostile_text_in_every_box_is_kept_as_it_was_typed(short, qtbot, go):
    window, page = short
    for view in page.sheet.views:
        for name, box in view.fields.inputs.items():
            boxes = (
                box.parts[0].fields.inputs.values()
                if name in ("people", "concerns", "items", "recipients", "next_steps")
                else [box]
            )
            for one in boxes:
                _fill(one)
    check = go(window, "check", back="short_route")
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded", timeout=10_000)
    decision = decision_now(window, qtbot)
    assert decision.people[0].who.name == HOSTILE
    assert decision.people[0].who.age == HOSTILE
    assert decision.concerns[0].text == HOSTILE
    assert decision.items[0].text == HOSTILE
    assert decision.recipients[0].organisation == HOSTILE
    assert decision.reasons == HOSTILE
    assert decision.known_at.said == HOSTILE
    assert decision.next_steps[0].what == HOSTILE


def _fill(one):
    if isinstance(one, QLineEdit):
        one.setText(HOSTILE)
        one.textEdited.emit(HOSTILE)
    elif isinstance(one, QPlainTextEdit):
        one.setPlainText(HOSTILE)
    elif isinstance(one, DateBoxes):
        one.setText(HOSTILE)
    elif isinstance(one, QComboBox):
        choose(one, one.itemData(1))


def test_text_that_is_too_long_is_said_and_not_cut(short, qtbot, go):
    window, page = short
    words = ("A line of some length, again and again.\n" * (LONGEST_TEXT // 40 + 1))[: LONGEST_TEXT + 1]
    inputs(page, "reasons")["reasons"].setPlainText(words)
    check = go(window, "check", back="short_route")
    assert "longer than" in check.problems._lines[0].text()
    back = go(window, "short_route")
    assert inputs(back, "reasons")["reasons"].toPlainText() == words


def test_nothing_at_all_can_be_recorded_and_says_what_is_missing(short, qtbot, go):
    window, _page = short
    check = go(window, "check", back="short_route")
    assert check.form.missing_title.text() == f"Still to add: {len(check._lines)}"
    assert len(check._lines) > 5
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")


@pytest.mark.parametrize("percent", [100, 200])
def test_check_answers_begins_in_sight_with_what_is_missing(short, qtbot, go, percent):
    window, _page = short
    window.appearance.enlarge(percent)
    window.resize(1024, 768)
    check = go(window, "check", back="short_route")
    check.form.record.setFocus()
    check.reveal(check.form.record)
    qtbot.waitUntil(lambda: check._scroll.verticalScrollBar().value() > 0)
    go(window, "short_route")
    go(window, "check", back="short_route")
    first = check._lines[0]
    assert first.hasFocus()
    qtbot.waitUntil(lambda: not first.visibleRegion().isEmpty())
    qtbot.wait(50)
    assert first.visibleRegion().boundingRect().height() == first.height()


def test_a_removed_person_can_be_brought_back(short):
    _window, page = short
    people = inputs(page, "people")["people"]
    people.add_button.click()
    part(page, "people", "people", 1)["who.name"].setText("Ash")
    people.parts[1].remove.click()
    assert len(people.parts) == 1
    assert people.undo_button.hasFocus()
    people.undo_button.click()
    assert part(page, "people", "people", 1)["who.name"].text() == "Ash"
    assert not people.undo_button.isVisible()


def test_the_task_list_goes_on_with_the_same_answers(short, go, settled, qtbot):
    window, page = short
    QTest.keyClicks(part(page, "people", "people")["who.name"], "Robin")
    choose(part(page, "people", "people")["as"], "child")
    QTest.keyClicks(part(page, "items", "items")["text"], "A mark")
    QTest.keyClicks(part(page, "recipients", "recipients")["organisation"], "Example Council")
    choose(part(page, "recipients", "recipients")["outcome"], "share_part")
    page.form.tasks.click()
    tasks = window._pages["tasks"]
    assert tasks.buttons["people"].text() == "People: Completed"
    assert tasks.buttons["recipients"].text().endswith(": Incomplete")
    tasks.buttons["recipients"].click()
    section = window._pages["section"]
    settle = section.sheets["recipients"].views[0].fields.inputs["sharing"].parts[0].fields.inputs
    choose(settle["what"], "leave_out")
    QTest.keyClicks(settle["why"], "Not needed.")
    section.form.go_on.click()
    check = go(window, "check", back="tasks")
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    (sharing,) = decision_now(window, qtbot).sharing
    assert (sharing.what, sharing.why) == ("leave_out", "Not needed.")


def test_a_draft_that_was_recorded_elsewhere_is_said_and_offered_to_copy(short, qtbot, go, settled):
    window, page = short
    QTest.keyClicks(inputs(page, "reasons")["reasons"], "because")
    recording_of(window).save()
    settled(window)
    (draft,) = all_drafts(window, qtbot)
    elsewhere = answers.to_decision(draft.answers)
    window.worker.write(lambda vault: record.record(vault, [elsewhere], entity=draft.id), lambda _: None)
    check = go(window, "check", back="short_route")
    assert not check.form.record.isEnabled()
    assert "recorded before" in check.problems._lines[0].text()
    check.problems._lines[1].click()
    settled(window)
    assert inputs(page, "reasons")["reasons"].toPlainText() == "because"
    check = go(window, "check", back="short_route")
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    assert window._pages["recorded"]._made.id != draft.id


def test_the_same_for_a_sibling_keeps_the_parent_as_one_person(short, qtbot, go, settled):
    window, page = short
    QTest.keyClicks(part(page, "people", "people")["who.name"], "Robin")
    choose(part(page, "people", "people")["as"], "child")
    inputs(page, "people")["people"].add_button.click()
    QTest.keyClicks(part(page, "people", "people", 1)["who.name"], "Ash")
    choose(part(page, "people", "people", 1)["as"], "parent")
    go(window, "check", back="short_route").form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    window._pages["recorded"].form.sibling.click()
    settled(window)
    names = [p.fields.inputs["who.name"].text() for p in inputs(page, "people")["people"].parts]
    assert names == ["", "Ash"]
    QTest.keyClicks(part(page, "people", "people")["who.name"], "Wren")
    choose(part(page, "people", "people")["as"], "child")
    go(window, "check", back="short_route").form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    first, second = decision_now(window, qtbot, 1), decision_now(window, qtbot)
    assert [p.who.name for p in second.people] == ["Wren", "Ash"]
    assert second.people[1].key == first.people[1].key


def test_a_correction_adds_beside_what_was_recorded(window, first_decision, go, qtbot):
    decision = first_decision(window)
    page = go(window, "correction", decision=decision)
    page.form.section.setCurrentIndex(page.form.section.findData("reasons"))
    reasons = page._sheets["reasons"].views[0].fields.inputs["reasons"]
    before = reasons.toPlainText()
    assert before
    page.form.add.click()
    qtbot.waitUntil(page.problems.isVisible)
    assert "Say why" in page.problems._lines[0].text()
    page.form.because.setPlainText("A word was wrong.")
    page.form.add.click()
    qtbot.waitUntil(lambda: "Nothing is different" in getattr(page.problems._lines[0], "text", str)())
    reasons.setPlainText(before + " And more.")
    page.form.add.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Decision", timeout=5000)
    states = []
    window.worker.read(lambda vault: fold_decision(vault.store.entries_of(decision)), states.append)
    qtbot.waitUntil(lambda: bool(states))
    assert states[0].decision.reasons == before + " And more."
    last = states[0].entries[-1]
    assert last.leaf.kind == "correction"
    assert {p.slot for p in last.parts} == {"@because", "reasons"}


def test_a_correction_is_a_draft_too(window, first_decision, go, qtbot, settled):
    page = go(window, "correction", decision=first_decision(window))
    QTest.keyClicks(page.form.because, "A word was wr")
    assert window.seal()
    (draft,) = all_drafts(window, qtbot)
    assert draft.kind == "correction"
    go(window, "home")
    drafts = go(window, "drafts")
    drafts.lines[0].click()
    settled(window)
    assert page.form.because.toPlainText() == "A word was wr"


def test_opening_the_pages_is_quick(short, go):
    window, _page = short
    for name, about in (
        ("short_route", {}),
        ("tasks", {}),
        ("section", {"section": "next"}),
        ("check", {"back": "tasks"}),
    ):
        go(window, name, **about)
        took = []
        for _ in range(3):
            started = time.process_time()
            window.show_page(name, **about)
            took.append(time.process_time() - started)
        assert min(took) < 0.1, name


def test_what_is_typed_is_sealed_while_the_worker_is_busy(short, qtbot):
    """A backup, or the pages of a long record, may take it a minute."""
    window, page = short
    free = threading.Event()
    window.worker.run(free.wait, lambda _: None)
    try:
        name = page.sheet.place("reasons")[0]
        name.setFocus()
        qtbot.keyClicks(name, "Because she asked")
        drafts = Drafts(window.worker.vault)
        qtbot.waitUntil(lambda: "Because she asked" in json.dumps([draft.answers for draft in drafts.all()]))
        assert not free.is_set()
    finally:
        free.set()
    qtbot.waitUntil(lambda: page.form.saved.text().startswith("Saved "))
