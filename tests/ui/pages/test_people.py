"""The people of the log in the window: listed and found, known again or kept apart, and how they are related."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import people, record
from sharedesk.desk.answers import SOMEBODY_ELSE
from sharedesk.domain.decision import Decision, PersonInvolved
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.person import PersonStatement
from sharedesk.domain.stated_time import understand
from sharedesk.ui.recording import recording_of
from sharedesk.ui.rows import KEPT, PAGE
from sharedesk.vault import search

MANY = 850


def named(name: str, role: str = "child", **who: object) -> Decision:
    return Decision(people=(PersonInvolved(key="p", who=PersonStatement(name=name, **who), roles=(role,)),))


@pytest.fixture
def put(qtbot):
    """Records decisions in the window's log."""

    def done(window, *decisions):
        made = []
        window.worker.write(lambda vault: record.record(vault, decisions), made.extend)
        qtbot.waitUntil(lambda: len(made) == len(decisions))
        return made

    return done


@pytest.fixture
def same(open_window, empty_log, put):
    """A log with two people of one name."""
    window = open_window(empty_log)
    born = understand("3 May 2018")
    put(window, named("Sam Same", date_of_birth=born), named("SÁM same", "parent", age="41"))
    return window


@pytest.fixture
def begun(qtbot, go):
    """The short route, ready to type a name."""

    def shown(window, **about):
        page = go(window, "short_route", **(about or {"fresh": True}))
        qtbot.waitUntil(lambda: getattr(QApplication.focusWidget(), "accessibleName", str)() == "Name or initials")
        return page

    return shown


def typed(words: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), words)


def tab_to(words: str) -> None:
    """Tab on to a button whose words begin so."""
    met = []
    for _ in range(40):
        focus = QApplication.focusWidget()
        called = focus.accessibleName() or getattr(focus, "text", str)()
        if called.startswith(words):
            return
        met.append(called)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    pytest.fail(f"{words!r} is not among the next stops: {met}")


def press(words: str) -> None:
    tab_to(words)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)


def record_now(qtbot, window, settled) -> Decision:
    """Record what is being written; gives the decision."""
    window.show_page("check", back="short_route").form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    settled(window)
    found = []
    window.worker.read(
        lambda vault: fold_decision(vault.store.entries_of(search.newest(vault.store, 1)[0].id)).decision, found.append
    )
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def known(qtbot, window, name: str) -> list[people.Known]:
    found: list[list[people.Known]] = []
    window.worker.read(lambda vault: people.known_by_name(vault, name), found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def offers(page):
    return next(view for view in page.sheet.views if view.name == "people").fields.inputs["people"].parts[0].form.same


# ---- the list ----


def test_an_empty_log_says_so_and_names_nobody(open_window, empty_log, go):
    page = go(open_window(empty_log), "people")
    assert page.form.empty.isVisible()
    assert not page.form.all.isVisible()


def test_people_are_listed_by_name_few_held_and_found_as_typed(qtbot, open_window, empty_log, go, settled, put):
    window = open_window(empty_log)
    names = [f"Person {number:04}" for number in range(MANY)]
    put(window, *(named(name) for name in reversed(names)))
    put(window, named("Élodie Apart", "witness"), named("", "source", description="A neighbour"))
    page = go(window, "people")
    assert page.form.count.text() == "852 people"
    shown = []
    for first in range(0, MANY + 2, PAGE):
        page.model.data(page.model.index(first, 0))
        settled(window)
        shown += [page.model.data(page.model.index(row, 0)) for row in range(first, min(first + PAGE, MANY + 2))]
        assert page.model.held() <= KEPT * PAGE
    assert shown == ["Élodie Apart", *names, "A neighbour"], "whoever has no name comes last"
    assert page.model.held() < MANY
    typed("elo")
    qtbot.waitUntil(lambda: page.form.count.text() == "1 person")
    page.model.data(page.model.index(0, 0))
    settled(window)
    assert [page.model.data(page.model.index(0, column)) for column in (0, 2, 4)] == ["Élodie Apart", "Witness", "1"]
    typed("zzz")
    qtbot.waitUntil(lambda: page.form.count.text() == "Nobody of that name is in this log.")


def test_a_person_opens_with_their_decisions_and_the_way_leads_back(qtbot, same, go, settled):
    page = go(same, "people")
    page.model.data(page.model.index(0, 0))
    settled(same)
    rows = [[page.model.data(page.model.index(row, column)) for column in (0, 1, 2)] for row in range(2)]
    assert rows == [["Sam Same", "born 3 May 2018", "Child"], ["SÁM same", "aged 41", "Parent"]]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.form.all
    QTest.keyClick(page.form.all, Qt.Key.Key_Return)
    settled(same)
    person = same._pages["person"]
    assert person.form.title.text() == "Sam Same"
    assert same.windowTitle() == "ShareDesk: Person", "no name in a title"
    (other,) = person.namesakes.buttons
    assert other.text().startswith("SÁM same, aged 41, parent in ")
    person.model.data(person.model.index(0, 0))
    settled(same)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settled(same)
    assert same.windowTitle() == "ShareDesk: Decision"
    press("Back")
    settled(same)
    assert same.windowTitle() == "ShareDesk: Person"
    assert person.form.title.text() == "Sam Same"
    person.namesakes.buttons[0].click()
    settled(same)
    assert person.form.title.text() == "SÁM same"


def test_a_person_whom_no_decision_names_any_more_is_said(qtbot, same, go, settled):
    (child, _) = known(qtbot, same, "sam same")
    reference = child.last.reference
    same.worker.write(
        lambda vault: record.correct(vault, reference, "Not them.", Decision(), [f"people/{child.id}"]), lambda _: None
    )
    settled(same)
    page = go(same, "person", person=child.id)
    assert page.form.none.isVisible()
    assert not page.form.decisions.isVisible()


# ---- known again, or kept apart ----


def test_the_same_person_is_chosen_by_keyboard_and_not_stated_again(qtbot, same, go, settled, begun):
    page = begun(same)
    typed("sam same")
    qtbot.waitUntil(lambda: offers(page).isVisible())
    assert [button.text().partition(" in ")[0] for button in offers(page).ways.buttons] == [
        "The same person as Sam Same, born 3 May 2018, child",
        "The same person as SÁM same, aged 41, parent",
        "Somebody else of that name",
    ]
    press("The same person as Sam Same")
    settled(same)
    assert QApplication.focusWidget().text() == "Not the same person", "the focus stays where the choice was"
    assert offers(page).words.text().startswith("The same person as Sam Same, born 3 May 2018")
    inputs = page.sheet.place(f"people/{page._first_person()}/who.name")[1].inputs
    assert (inputs["who.name"].text(), inputs["age"].text()) == ("Sam Same", "3 May 2018")
    decision = record_now(qtbot, same, settled)
    (child, other) = known(qtbot, same, "sam same")
    assert decision.people[0].key == child.id
    assert (child.decisions, other.decisions) == (2, 1)


@pytest.mark.parametrize("said", [True, False])
def test_somebody_else_of_that_name_stays_another_person(qtbot, same, go, settled, begun, said):
    page = begun(same)
    typed("Sam Same")
    qtbot.waitUntil(lambda: offers(page).isVisible())
    if said:
        press("Somebody else of that name")
        assert offers(page).words.text() == "Somebody else of that name: kept apart."
        assert recording_of(same).draft.answers["people"][0]["same_as"] == SOMEBODY_ELSE
    decision = record_now(qtbot, same, settled)
    three = known(qtbot, same, "sam same")
    assert len({one.id for one in three}) == 3
    assert decision.people[0].key in {one.id for one in three}
    assert all(one.decisions == 1 for one in three)


def test_the_answer_goes_with_the_name_it_was_given_for_and_is_kept_in_the_draft(qtbot, same, go, settled, begun):
    page = begun(same)
    typed("Sam Same")
    qtbot.waitUntil(lambda: offers(page).isVisible())
    press("Somebody else of that name")
    draft = recording_of(same).draft.id
    go(same, "home")
    page = begun(same, draft=draft)
    assert offers(page).words.text() == "Somebody else of that name: kept apart."
    typed("x")
    qtbot.waitUntil(lambda: not offers(page).isVisible())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: len(offers(page).ways.buttons) == 3)


def test_one_person_is_not_twice_in_a_decision(qtbot, same, go, settled, begun):
    (child, _) = known(qtbot, same, "sam same")
    page = begun(same)
    draft = recording_of(same).draft
    draft.answers["people"] = [
        {"key": key, "who": {"name": "Sam Same"}, "as": "child", "same_as": child.id} for key in ("a", "b")
    ]
    page.sheet.fill(draft.answers)
    check = go(same, "check", back="short_route")
    assert "the same person as another one" in check.problems.accessibleDescription()
    assert not check.form.record.isEnabled()


def test_what_is_hostile_in_a_name_finds_nobody_and_harms_nothing(qtbot, same, go, settled, begun):
    page = begun(same)
    for words in ("'; DROP TABLE person; --", "%", "_", '"', "\x00", "* OR sam", "\U0001f468", "\ud800"):
        page.sheet.place(f"people/{page._first_person()}/who.name")[0].setText(words)
        page.sheet.collect()
        settled(same)
        assert not offers(page).isVisible()
    assert len(known(qtbot, same, "sam same")) == 2


# ---- related ----


def test_two_people_are_linked_by_keyboard_and_it_is_read_again(qtbot, open_window, empty_log, go, settled, begun):
    window = open_window(empty_log)
    begun(window)
    page = go(window, "section", section="people")
    view = page.sheets["people"].views[0]
    assert view.fields.inputs["relationships"].isHidden(), "there are no two people yet"
    tab_to("Name or initials")
    typed("Ash Madeupson")
    press("Add another person")
    typed("Robin Madeupson")
    page.sheets["people"].collect()
    tab_to("Who is related")
    typed("A")
    tab_to("What they are to the other")
    typed("mo")
    tab_to("To whom")
    typed("R")
    decision = record_now(qtbot, window, settled)
    (bond,) = decision.relationships
    ash, robin = decision.people
    assert (bond.person, bond.relation, bond.to) == (ash.key, "mother", robin.key)
    window._pages["recorded"].form.open.click()
    settled(window)
    assert "Mother of Robin Madeupson" in window._pages["reading"].form.story.toPlainText()


@pytest.mark.parametrize(
    ("bond", "sentence"),
    [
        ({"person": "a"}, "Choose both people and what one is to the other."),
        ({"person": "a", "to": "b"}, "Choose both people and what one is to the other."),
        ({"person": "a", "to": "a", "relation": "sibling"}, "Choose two different people."),
    ],
)
def test_a_relationship_that_cannot_stand_is_said_and_led_to(qtbot, open_window, empty_log, go, begun, bond, sentence):
    window = open_window(empty_log)
    begun(window)
    draft = recording_of(window).draft
    draft.answers["people"] = [{"key": key, "who": {"name": f"Person {key}"}, "as": "child"} for key in "ab"]
    draft.answers["relationships"] = [{"key": "r", **bond, "note": "x"}]
    window._pages["short_route"].sheet.fill(draft.answers)
    check = go(window, "check", back="short_route")
    assert sentence in check.problems.accessibleDescription()
    press("Relationships")
    assert window.windowTitle() == "ShareDesk: Task"
    assert sentence in window._pages["section"].problems.accessibleDescription()


def test_a_relationship_to_somebody_who_was_removed_is_left_out_and_comes_back(
    qtbot, open_window, empty_log, go, settled, begun
):
    window = open_window(empty_log)
    begun(window)
    draft = recording_of(window).draft
    draft.answers["people"] = [{"key": key, "who": {"name": f"Person {key}"}, "as": "child"} for key in "abc"]
    draft.answers["relationships"] = [{"key": "r", "person": "a", "to": "b", "relation": "sibling"}]
    window._pages["short_route"].sheet.fill(draft.answers)
    page = go(window, "section", section="people")
    press("Remove person 2")
    (bond,) = page.sheets["people"].views[0].fields.inputs["relationships"].parts
    assert bond.fields.inputs["to"].currentText() == "Somebody who was removed"
    press("Undo: bring the removed person back")
    assert bond.fields.inputs["to"].currentText() == "Person b"
    press("Remove person 2")
    assert record_now(qtbot, window, settled).relationships == ()
