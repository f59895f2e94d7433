"""Adding the reasons to an emergency share, on the real pages: nothing of the first text can be typed over."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from sharedesk.desk import afterwards, correcting, quick_share
from sharedesk.desk.correcting import BECAUSE
from sharedesk.desk.drafting import Drafts
from sharedesk.desk.record import record as record_decisions
from sharedesk.domain.decision import Decision, PersonInvolved
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.person import PersonStatement
from sharedesk.domain.quick_share import Told, new_note
from sharedesk.ui.holding import SAID, label_of
from sharedesk.ui.pages.reading import MORE_REASONS
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window

TOLD = Told(name="Dana Uty", role="Duty worker", organisation="Anytown Council (fictional)", number="01632 960123")
WHY = "In danger now. He said so on the phone."


@pytest.fixture
def window(open_window, empty_log) -> Window:
    return open_window(empty_log)


@pytest.fixture
def shared(qtbot, window):
    """Records an emergency share of some days ago, and gives its id."""

    def made(days: int = 0, **changes) -> str:
        when, ids = datetime.now().astimezone() - timedelta(days=days), []
        first = {
            "told": TOLD, "at_risk": "K.M.", "shared": "He is alone with the man.", "why": ("danger_now",),
            "why_line": "He said so on the phone.", "channel": "phone",
            "said_at": f"{when.day} {when:%B %Y} at {when:%H:%M}",
        }  # fmt: skip
        note = msgspec.structs.replace(new_note(when), sealed_at=when, saved=True, **(first | changes))
        window.worker.write(lambda vault: quick_share.record_now(vault, note), lambda one: ids.append(one.id))
        qtbot.waitUntil(lambda: bool(ids))
        return ids[0]

    return made


def read(qtbot, window, work):
    found = []
    window.worker.read(work, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def state(qtbot, window, decision):
    return read(qtbot, window, lambda vault: fold_decision(vault.store.entries_of(decision)))


@pytest.fixture
def part(window, go):
    """Opens the list of a decision's parts, and one of them."""

    def opened(decision: str, section: str):
        go(window, "afterwards", decision=decision)
        page = go(window, "afterwards_part", section=section)
        return page, page.sheets[section].views[0].fields

    return opened


def test_the_list_begins_with_what_the_note_said_and_what_is_to_add(window, go, shared):
    page = go(window, "afterwards", decision=shared())
    assert page.written.words.toPlainText().count("\n") >= 8
    assert WHY in page.written.words.toPlainText()
    assert page.written.title.text().startswith("Written at ")
    assert page.written.title.text().endswith(" today, as you wrote it")
    assert "reasons to add: 5" in page.form.state.text()
    words = {name: button.accessibleName().rpartition(": ")[2] for name, button in page.buttons.items()}
    assert words["emergency"] == words["concern"] == words["recipients"] == words["reasons"] == "Reasons to add"
    assert (words["people"], words["items"], words["advice"]) == ("Completed", "Incomplete", "Optional")
    assert window.focusWidget() is page.buttons["emergency"]
    assert "asked for by the end of" in page.form.due.text()
    assert "no law sets" in page.form.due.text()


HELD = {
    "emergency": ["emergency.could_not_wait_because"], "people": ["people.who.name"], "items": ["items.text"],
    "recipients": ["recipients.organisation", "recipients.person", "recipients.outcome", "recipients.channel",
                   "recipients.contact", "recipients.position", "recipients.shared_at"],
    "next": ["shared_at"], "reasons": ["decided_by.name", "decided_by.position", "decided_by.organisation"],
}  # fmt: skip


def inputs(fields):
    """Every input by its path, those of the first part of each kind with the kind before."""
    for path, widget in fields.inputs.items():
        if hasattr(widget, "parts"):
            for inside in widget.parts[:1]:
                yield from ((f"{path}.{inner}", found) for inner, found in inside.fields.inputs.items())
        else:
            yield path, widget


def typed_into(widget) -> None:
    """What a keyboard and a mouse can do to an input."""
    boxes = widget.boxes() if hasattr(widget, "boxes") and callable(widget.boxes) else [widget]
    for box in boxes:
        if not box.isVisible():
            continue
        box.setFocus()
        QTest.keyClicks(box, "xyz")
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Space):
            QTest.keyClick(box, key)
        QTest.keyClick(box, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))


@pytest.mark.parametrize("section", HELD)
def test_what_the_note_filled_can_be_read_and_not_typed_over(section, qtbot, window, part, shared):
    decision = shared()
    page, fields = part(decision, section)
    held = [path for path, widget in inputs(fields) if said_to_stay(widget)]
    assert sorted(held) == sorted(HELD[section])
    assert all("as you wrote it then" in label_of(widget).text() for path, widget in inputs(fields) if path in held)
    before = dict(recording_of(window).draft.answers)
    for path, widget in inputs(fields):
        if path in held:
            typed_into(widget)
    page._collect()
    after = recording_of(window).draft.answers
    for name in ("emergency", "items", "shared_at", "decided_by"):
        assert after.get(name) == before.get(name)
    assert after["people"][0]["who"] == before["people"][0]["who"]
    assert {name: after["recipients"][0][name] for name in before["recipients"][0]} == before["recipients"][0]


def said_to_stay(widget) -> bool:
    box = next(iter(widget.boxes())) if hasattr(widget, "boxes") and callable(widget.boxes) else widget
    seen = QAccessible.queryAccessibleInterface(box)
    return bool(seen) and seen.text(QAccessible.Text.Description) == SAID


def test_the_control_what_the_note_left_open_is_typed_into(qtbot, window, part, shared):
    page, fields = part(shared(), "emergency")
    typed_into(fields.inputs["emergency.what_made_it_urgent"])
    page._collect()
    assert recording_of(window).draft.answers["emergency"]["what_made_it_urgent"] != ""
    assert fields.inputs["emergency.could_not_wait_because"].focusPolicy() & Qt.FocusPolicy.TabFocus


def test_its_parts_cannot_be_removed_and_others_can(window, part, shared):
    _, fields = part(shared(), "recipients")
    recipients = fields.inputs["recipients"]
    recipients.add_button.click()
    assert [one.remove.isVisible() for one in recipients.parts] == [False, True]


def test_an_interrupted_note_leaves_more_to_type(window, part, shared):
    _, fields = part(shared(told=Told(), shared="", channel=None), "recipients")
    assert [path for path, widget in inputs(fields) if said_to_stay(widget)] == []


@pytest.mark.parametrize(("days", "asked"), [(0, False), (10, True)])
def test_about_when_it_was_written_up_is_asked_only_past_the_due_time(days, asked, window, part, shared):
    _, fields = part(shared(days), "emergency")
    assert fields.inputs["emergency.write_up_affected_by"].isVisible() is asked


def test_about_delay_is_asked_only_where_more_than_a_working_day_passed(window, part, shared):
    page, fields = part(shared(20), "next")
    assert not fields.inputs["delay_because"].isVisible()
    when = datetime.now().astimezone() - timedelta(days=40)
    fields.inputs["known_at"].setText(f"{when.day} {when:%B %Y}")
    page._collect()
    assert fields.inputs["delay_because"].isVisible()


def test_the_name_known_now_is_asked_and_the_initials_stay(qtbot, window, part, shared, settled, go):
    decision = shared()
    _, fields = part(decision, "people")
    inside = fields.inputs["people"].parts[0].fields.inputs
    assert inside["name_now"].isVisible()
    inside["name_now"].setFocus()
    QTest.keyClicks(inside["name_now"], "Kim Madeupson")
    inside["as"].setCurrentIndex(inside["as"].findData("child"))
    record(go(window, "afterwards_check"), settled)
    now = state(qtbot, window, decision).decision
    assert (now.people[0].who.name, now.people[0].who.also_known_as) == ("K.M.", ("Kim Madeupson",))
    people = go(window, "people")
    assert people.model.rowCount() == 1
    _, fields = part(decision, "people")
    assert fields.inputs["people"].parts[0].fields.inputs["name_now"].text() == "Kim Madeupson"


def test_somebody_of_the_log_is_chosen_and_the_initials_stay(qtbot, window, part, shared, settled, go):
    who = PersonStatement(name="Kim Madeupson", age="7", kind="child")
    known = Decision(people=(PersonInvolved(key="p", who=who, roles=("child",)),))
    window.worker.write(lambda vault: record_decisions(vault, [known]), lambda _: None)
    decision = shared()
    page, fields = part(decision, "people")
    kim = fields.inputs["people"].parts[0]
    QTest.keyClicks(kim.fields.inputs["name_now"], "Kim")
    page._collect()
    settled(window)
    (same,) = (button for button in kim.form.same.ways.buttons if "The same person as Kim" in button.accessibleName())
    same.click()
    settled(window)
    inside = kim.fields.inputs
    assert [inside[name].text() for name in ("who.name", "name_now", "age")] == ["K.M.", "Kim Madeupson", "7"]
    record(go(window, "afterwards_check"), settled)
    people = go(window, "people")
    assert people.model.rowCount() == 1
    entries = read(qtbot, window, lambda vault: vault.store.entries_of_kind(["people_linked"]))
    assert len(list(entries)) == 1
    _, fields = part(decision, "people")
    settled(window)
    assert "The same person as Kim Madeupson" in fields.inputs["people"].parts[0].form.same.words.text()


def test_whom_it_was_about_stays_ticked_and_others_can_be(qtbot, window, part, shared, go, settled):
    page, fields = part(shared(), "people")
    fields.inputs["people"].add_button.click()
    QTest.keyClicks(fields.inputs["people"].parts[1].fields.inputs["who.name"], "Jo")
    page._collect()
    page = go(window, "afterwards_part", section="items")
    about = page.sheets["items"].views[0].fields.inputs["items"].parts[0].fields.inputs["about"]
    for box in about.boxes.values():
        box.click()
    assert [box.isChecked() for box in about.boxes.values()] == [True, True]
    list(about.boxes.values())[1].click()
    assert [box.isChecked() for box in about.boxes.values()] == [True, False]


def test_in_other_records_nobody_is_asked_for_a_name_known_now(window, go):
    page = go(window, "short_route", fresh=True)
    people = next(view for view in page.sheet.views if view.name == "people").fields.inputs["people"]
    assert not people.parts[0].fields.inputs["name_now"].isVisible()


def record(page, settled) -> None:
    page.form.record.click()
    settled(page.desk)


def test_both_texts_stand_beside_each_other_with_both_times(qtbot, window, part, shared, go, settled):
    decision = shared(3)
    _, fields = part(decision, "emergency")
    fields.inputs["emergency.what_made_it_urgent"].setPlainText("He rang.")
    page = go(window, "afterwards_check")
    table = page.form.both.rows
    assert not table.narrow
    assert table.headerData(1, Qt.Orientation.Horizontal).startswith("Written at the time: ")
    rows = {table.index(row, 0).data(): row for row in range(table.rowCount())}
    why, urgent = (next(at for name, at in rows.items() if end in name) for end in ("could not wait", "urgent"))
    assert why != urgent
    rows = [tuple(table.index(row, column).data() for column in range(3)) for row in range(table.rowCount())]
    assert [(then, added) for _, then, added in rows if WHY in then] == [(WHY, "")]
    assert [(then, added) for _, then, added in rows if "He rang." in added] == [("", "He rang.\n(new)")]
    assert len(page.missing.buttons) == 5
    record(page, settled)
    assert window.windowTitle() == "ShareDesk: Decision"
    go(window, "afterwards", decision=decision)
    page = go(window, "afterwards_check")
    table = page.form.both.rows
    added = [table.index(row, 2).data() for row in range(table.rowCount())]
    (again,) = (words for words in added if "He rang." in words)
    assert f"{datetime.now().astimezone():%Y}" in again
    assert "new" not in again


def test_a_screen_reader_is_given_a_table_and_a_narrow_page_one_under_the_other(qtbot, window, part, shared, go):
    _, fields = part(shared(), "emergency")
    fields.inputs["emergency.what_made_it_urgent"].setPlainText("He rang.")
    window.appearance.enlarge(200)
    window.resize(1024, 768)
    page = go(window, "afterwards_check")
    table = page.form.both
    seen = QAccessible.queryAccessibleInterface(table)
    assert seen.role() == QAccessible.Role.Table
    assert seen.childCount() == (2 + 1) * (table.rows.rowCount() + 1)  # rows and columns each with a heading
    assert table.rows.narrow
    labels = [table.rows.index(row, 0).data() for row in range(table.rows.rowCount())]
    assert sum("Written at the time" in label for label in labels) > 5
    assert sum("Added afterwards" in label and "urgent" in label for label in labels) == 1
    assert table.height() >= sum(table.rowHeight(row) for row in range(table.rows.rowCount()))
    assert table.currentIndex().isValid()


def test_the_page_follows_the_keyboard_through_the_table(qtbot, window, shared, go):
    go(window, "afterwards", decision=shared())
    page = go(window, "afterwards_check")
    table, bar = page.form.both, page._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 500)
    bar.setValue(0)
    table.setFocus()
    for _ in range(table.rows.rowCount()):
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == table.rows.rowCount() - 1
    middle = table.viewport().mapTo(page._scroll.viewport(), table.visualRect(table.currentIndex()).center())
    assert page._scroll.viewport().rect().contains(middle)
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert window.focusWidget() is page.form.record


def test_what_is_missing_leads_to_its_place(qtbot, window, shared, go, settled):
    go(window, "afterwards", decision=shared())
    page = go(window, "afterwards_check")
    words = [button.accessibleName() for button in page.missing.buttons]
    page.missing.buttons[next(at for at, word in enumerate(words) if "made it urgent" in word)].click()
    settled(window)
    assert window._pages["afterwards_part"].isVisible()
    assert window.focusWidget().accessibleName() == "What made it urgent?"


def test_an_answer_that_cannot_stand_is_said_and_led_to(window, part, shared, go, settled):
    _, fields = part(shared(), "next")
    fields.inputs["known_at"].setText("31 February 2026")
    page = go(window, "afterwards_check")
    assert page.problems.isVisible()
    assert not page.form.record.isEnabled()
    page.problems._lines[0].click()
    settled(window)
    assert window._pages["afterwards_part"].problems.isVisible()


def test_nothing_put_in_is_said(window, shared, go, settled):
    go(window, "afterwards", decision=shared())
    page = go(window, "afterwards_check")
    record(page, settled)
    assert page.problems.isVisible()
    assert "nothing to record" in page.problems.accessibleDescription()


def test_finish_later_keeps_the_words_and_offers_them_again(qtbot, window, part, shared, go, settled):
    decision = shared()
    page, fields = part(decision, "emergency")
    box = fields.inputs["emergency.known_at_the_time"]
    box.setFocus()
    QTest.keyClicks(box, "The man had hit him.")
    page.form.go_on.click()
    settled(window)
    window._pages["afterwards"].form.later.click()
    settled(window)
    assert window._pages["home"].isVisible()
    drafts = go(window, "drafts")
    assert "reasons for an emergency share" in drafts.lines[0].accessibleName()
    drafts.lines[0].click()
    settled(window)
    assert recording_of(window).draft.answers["emergency"]["known_at_the_time"] == "The man had hit him."
    again = go(window, "afterwards", decision=decision)  # as from the banner
    assert recording_of(window).draft.answers["emergency"]["known_at_the_time"] == "The man had hit him."
    assert "reasons to add: 5" in again.form.state.text()  # what made it urgent is still to come
    assert len(read(qtbot, window, lambda vault: Drafts(vault).all())) == 1


def test_what_was_recorded_meanwhile_is_said_where_both_changed_it(qtbot, window, part, shared, go, settled):
    decision = shared()
    _, fields = part(decision, "emergency")
    fields.inputs["emergency.learnt_since"].setPlainText("Mine.")
    go(window, "home")

    def meanwhile(vault):
        draft = correcting.new_correction(vault, decision)
        draft.answers |= {BECAUSE: "More.", "emergency": draft.answers["emergency"] | {"learnt_since": "Theirs."}}
        return correcting.record_correction(vault, Drafts(vault), draft, datetime.now().astimezone().date())

    window.worker.write(meanwhile, lambda _: None)
    page = go(window, "afterwards", decision=decision)
    assert page.form.changed.isVisible()
    assert recording_of(window).draft.answers["emergency"]["learnt_since"] == "Mine."


def test_the_record_leads_there_also_once_it_is_finished(qtbot, window, shared, go, settled):
    decision = shared()
    reading = go(window, "reading", decision=decision)
    assert reading.links.buttons[0].accessibleName() == "Emergency share: reasons to add"
    finish(qtbot, window, decision)
    reading = go(window, "reading", decision=decision)
    (way,) = [button for button in reading.links.buttons if button.accessibleName() == MORE_REASONS]
    way.click()
    settled(window)
    assert "the reasons are recorded" in window._pages["afterwards"].form.state.text()


def finish(qtbot, window, decision) -> None:
    def all_of_it(vault):
        draft = afterwards.opened(vault, decision).draft
        draft.answers["emergency"] |= {"what_made_it_urgent": "He rang.", "known_at_the_time": "He was hit."}
        draft.answers |= {
            "reasons": "He was in danger.", "first_questions": {"if_not_shared": "He could be hurt."},
            "basis": {"usual": "same_as_usual", "sentence": "To safeguard a child."},
        }  # fmt: skip
        draft.answers["recipients"][0]["why"] = "They can go there."
        return afterwards.record_reasons(vault, Drafts(vault), draft, datetime.now().astimezone().date())

    done = []
    window.worker.write(all_of_it, done.append)
    qtbot.waitUntil(lambda: bool(done))


def test_the_checks_are_those_of_what_was_said(window, part, shared, settled):
    page, _ = part(shared(), "recipients")
    ways = page.sheets["recipients"].views[0].ways
    (button,) = ways._lines.buttons
    assert button.accessibleName().startswith("What Anytown Council (fictional) heard of who people are")
    button.click()
    settled(window)
    run = window._pages["check_run"]
    assert "Protecting identities" in run.form.title.text()
    run.form.back.click()
    settled(window)
    assert window._pages["afterwards_part"].isVisible()


def test_the_first_text_stays_in_view_on_a_wide_page(qtbot, window, part, shared):
    window.resize(1600, 700)
    page, _ = part(shared(), "recipients")
    bar = page._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    bar.setValue(200)
    top = page.written.inside.mapTo(page._scroll.viewport(), QPoint(0, 0)).y()
    assert 0 <= top < 60
    window.appearance.enlarge(125)  # there is still room for both
    qtbot.waitUntil(lambda: page.column.maximumWidth() > page.written.width() * 3)
    assert page.written.x() > page.sheets["recipients"].x()
    window.resize(700, 700)
    qtbot.waitUntil(lambda: page.written.inside.width() > 300)
    assert page.written.inside.y() == 0
    assert page.written.y() < page.sheets["recipients"].y()


def test_discarding_throws_away_what_was_typed_and_nothing_else(qtbot, window, part, shared, go, settled, monkeypatch):
    decision = shared()
    _, fields = part(decision, "emergency")
    fields.inputs["emergency.learnt_since"].setPlainText("Mine.")
    page = go(window, "afterwards", decision=decision)
    monkeypatch.setattr("sharedesk.ui.asking.may_go", lambda *_: True)
    page.form.discard.click()
    settled(window)
    assert read(qtbot, window, lambda vault: Drafts(vault).all()) == []
    assert len(state(qtbot, window, decision).entries) == 1
