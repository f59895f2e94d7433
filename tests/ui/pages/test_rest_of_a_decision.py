"""The rest of a decision in the real window: documents, agreements, advice, feedback, what proved wrong."""

from __future__ import annotations

import hashlib

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from sharedesk.desk.answers import to_decision
from sharedesk.domain.fold import fold_decision
from sharedesk.ui import asking
from sharedesk.ui.recording import recording_of


def section(window, go, name):
    """A section's page and its inputs."""
    page = go(window, "section", section=name)
    return page, page.sheets[name].views[0].fields.inputs


def choose(box: QComboBox, code: str) -> None:
    box.setCurrentIndex(box.findData(code))


def test_a_file_is_pointed_at_and_only_its_fingerprint_is_kept(window, go, qtbot, tmp_path, monkeypatch):
    file = tmp_path / "Robin's report.txt"
    file.write_bytes(b"a made-up report")
    go(window, "short_route", fresh=True)
    page, inputs = section(window, go, "attached")
    part = inputs["attached"].parts[0]
    QTest.keyClicks(part.fields.inputs["title"], "A report")
    monkeypatch.setattr(asking, "which_file", lambda *_: file)
    part.form.point.click()
    qtbot.waitUntil(lambda: bool(part.form.f_sha256.text()))
    assert "stays where it is" in part.form.pointed.text()
    page.form.go_on.click()
    (attached,) = to_decision(recording_of(window).draft.answers).attached
    assert attached.sha256 == hashlib.sha256(b"a made-up report").hexdigest()
    assert attached.title == "A report"
    assert "does not keep the file" in page.sheets["attached"].views[0].form.not_kept.text()


def test_a_file_that_cannot_be_read_is_said_beside_the_button(window, go, qtbot, tmp_path, monkeypatch):
    go(window, "short_route", fresh=True)
    _, inputs = section(window, go, "attached")
    part = inputs["attached"].parts[0]
    monkeypatch.setattr(asking, "which_file", lambda *_: tmp_path / "gone")
    part.form.point.click()
    qtbot.waitUntil(lambda: "could not be read" in part.form.pointed.text())
    assert part.form.point.isEnabled()
    assert part.form.f_sha256.text() == ""
    monkeypatch.setattr(asking, "which_file", lambda *_: None)
    part.form.point.click()
    assert "could not be read" in part.form.pointed.text()


def test_the_packs_agreement_is_taken_over_with_a_press(window, go, qtbot, settled):
    go(window, "short_route", fresh=True)
    page, inputs = section(window, go, "arrangements")
    own = page.sheets["arrangements"].views[0].helper._lines
    qtbot.waitUntil(lambda: bool(own.buttons))
    assert "10 years" in inputs["arrangements.retention"].text()
    own.buttons[0].click()
    assert inputs["arrangements.sharing_agreement"].text().startswith("Anytown safeguarding partners'")
    assert inputs["arrangements.one_off_or_routine"].currentData() == "routine"
    choose(inputs["arrangements.dpia_considered"], "")
    choose(inputs["arrangements.one_off_or_routine"], "one_off")
    assert inputs["arrangements.dpia_considered"].currentData() == "not_needed"


def test_the_task_list_tells_what_is_optional_from_what_is_done(window, go):
    go(window, "short_route", fresh=True)
    tasks = go(window, "tasks")
    assert tasks.buttons["advice"].text().endswith(": Optional")
    _, inputs = section(window, go, "advice")
    QTest.keyClicks(inputs["advice"].parts[0].fields.inputs["who"], "B. Example")
    tasks = go(window, "tasks")
    assert tasks.buttons["advice"].text().endswith(": Incomplete")  # what it was is not said yet
    _, inputs = section(window, go, "advice")
    QTest.keyClicks(inputs["advice"].parts[0].fields.inputs["what"], "Share what was seen.")
    tasks = go(window, "tasks")
    assert tasks.buttons["advice"].text().endswith(": Completed")


def test_what_needs_a_choice_says_so_where_it_is_made(window, go, settled):
    go(window, "short_route", fresh=True)
    page, inputs = section(window, go, "loop")
    inputs["feedback"].add_button.click()
    QTest.keyClicks(inputs["feedback"].parts[0].fields.inputs["what"], "A visit was made.")
    page.form.go_on.click()
    check = go(window, "check", back="tasks")
    assert not check.form.record.isEnabled()
    check.problems._lines[0].click()
    settled(window)
    choice = inputs["feedback"].parts[0].fields.inputs["direction"]
    assert "Choose one" in choice.accessibleDescription()
    choose(choice, "to_us")
    page.form.go_on.click()
    assert go(window, "check", back="tasks").form.record.isEnabled()


def test_an_optional_part_can_be_taken_away_again(window, go):
    go(window, "short_route", fresh=True)
    _, inputs = section(window, go, "advice")
    assert inputs["options"].parts == []
    inputs["options"].add_button.click()
    QTest.keyClicks(inputs["options"].parts[0].fields.inputs["option"], "Not sharing")
    inputs["options"].parts[0].remove.click()
    assert inputs["options"].parts == []
    inputs["options"].undo_button.click()
    assert inputs["options"].parts[0].fields.inputs["option"].text() == "Not sharing"


def test_people_who_come_and_go_are_offered_everywhere(window, go):
    go(window, "short_route", fresh=True)
    page, inputs = section(window, go, "people")
    QTest.keyClicks(inputs["people"].parts[0].fields.inputs["who.name"], "Robin Madeupson")
    inputs["people"].add_button.click()
    QTest.keyClicks(inputs["people"].parts[1].fields.inputs["who.name"], "Ash Madeupson")
    page._collect()
    _, about = section(window, go, "items")
    ticks = about["items"].parts[0].fields.inputs["about"]
    assert [box.words for box in ticks.boxes.values()] == ["Robin Madeupson", "Ash Madeupson"]
    QTest.keyClicks(about["items"].parts[0].fields.inputs["text"], "A mark.")
    list(ticks.boxes.values())[1].click()
    page, inputs = section(window, go, "people")
    inputs["people"].parts[1].remove.click()
    page._collect()
    section(window, go, "items")
    assert "Somebody who was removed" in [box.words for box in ticks.boxes.values()]
    draft = recording_of(window).draft
    assert to_decision(draft.answers).items[0].about == ()


def test_a_correction_asks_who_was_told_that_something_was_wrong(window, first_decision, go, qtbot):
    decision = first_decision(window)
    page = go(window, "correction", decision=decision)
    assert page.form.told.isVisible()
    QTest.keyClicks(page.form.told, "Anytown Council, by phone, today")
    page.form.section.setCurrentIndex(page.form.section.findData("loop"))
    assert not page.form.told.isVisible()
    told = page._sheets["loop"].views[0].fields.inputs["corrections_told"]
    assert told.toPlainText() == "Anytown Council, by phone, today"
    page.form.because.setPlainText("The bruise was on the other arm.")
    page.form.add.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Decision", timeout=5000)
    states = []
    window.worker.read(lambda vault: fold_decision(vault.store.entries_of(decision)), states.append)
    qtbot.waitUntil(lambda: bool(states))
    assert states[0].decision.corrections_told == "Anytown Council, by phone, today"


def test_a_correction_to_what_nobody_got_does_not_ask(window, go, qtbot):
    ids = []
    window.worker.read(lambda vault: [e.leaf.entity for e in vault.store.entries_of_kind(["recorded"])], ids.append)
    qtbot.waitUntil(lambda: bool(ids))
    page = go(window, "correction", decision=ids[0][-1])
    assert not page.form.told.isVisible()


def test_who_gets_part_is_asked_about_documents_too(window, go):
    go(window, "short_route", fresh=True)
    _, inputs = section(window, go, "attached")
    QTest.keyClicks(inputs["attached"].parts[0].fields.inputs["title"], "A body map")
    page, inputs = section(window, go, "recipients")
    QTest.keyClicks(inputs["recipients"].parts[0].fields.inputs["organisation"], "Example Council")
    choose(inputs["recipients"].parts[0].fields.inputs["outcome"], "share_part")
    page._collect()
    (part,) = inputs["sharing"].parts
    assert part.heading.text() == "Example Council: A body map"
    choose(part.fields.inputs["what"], "leave_out")
    page._collect()
    decision = to_decision(recording_of(window).draft.answers)
    assert [(one.item, one.what) for one in decision.sharing] == [(decision.attached[0].key, "leave_out")]


def test_a_decision_begins_calmly_and_its_last_look_gives_confidence(window, go):
    short = go(window, "short_route", fresh=True)
    assert short.form.intro.text().startswith("Keeping a child safe comes first, and the law lets you share")
    check = go(window, "check", back="short_route")
    assert "Trust what you have seen" in check.form.confident.text()
    assert check.form.confident.isVisible()
