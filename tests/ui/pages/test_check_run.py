"""Any check as one page: by keyboard, into the draft as it is typed, advice that decides nothing, and back again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import checking
from sharedesk.desk.drafting import Drafts
from sharedesk.domain.check_record import About
from sharedesk.ui.recording import recording_of

PEOPLE = [
    {"key": "ada", "as": "child", "who": {"name": "Ada Fenwick"}},
    {"key": "mo", "as": "parent", "who": {"name": "Mo Fenwick"}},
]


@pytest.fixture
def short(open_window, empty_log, go):
    window = open_window(empty_log)
    page = go(window, "short_route", fresh=True)
    draft = recording_of(window).draft
    draft.answers |= {
        "people": [dict(one) for one in PEOPLE],
        "recipients": [{"key": "c", "organisation": "Example Council", "outcome": "share"}],
        "items": [{"key": "i", "text": "A bruise."}],
    }
    page.sheet.fill(draft.answers)
    return window, page


@pytest.fixture
def telling(short, settled, qtbot):
    """The check for Mo, opened from part 5 of the short route."""
    window, page = short
    page.sheet.place("check/telling/mo")[0].click()
    settled(window)
    check = window._pages["check_run"]
    qtbot.waitUntil(lambda: "opening" in check.views and QApplication.focusWidget() is check.views["opening"].stop())
    return window, check


def press(*keys):
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key)


def focused(page):
    """The question that has the focus."""
    focus = QApplication.focusWidget()
    return next((view.id for view in page.views.values() if view.isAncestorOf(focus)), "")


def run(window):
    (one,) = recording_of(window).draft.answers["checks"]
    return one


def of_mo(window):
    return next(one for one in recording_of(window).draft.answers["telling"] if one["person"] == "mo")


def kept(window, settled):
    """What is in the sealed draft on the disk."""
    recording_of(window).save()
    settled(window)
    found = []
    window.worker.read(lambda vault: Drafts(vault).all()[0].answers, found.append)
    settled(window)
    return found[0]


def test_the_plain_case_is_three_keys_and_comes_back_with_everything_kept(telling, settled):
    window, page = telling
    press("n")
    assert focused(page) == "practicable"
    press("y")
    assert QApplication.focusWidget() is page.deciding.stop()
    assert page.form.outcome.text() == "No reason found not to tell"
    press("1")
    page.form.go_on.click()
    settled(window)
    assert window.windowTitle() == "ShareDesk: Record a decision"
    assert QApplication.focusWidget().accessibleName() == (
        "Telling Mo Fenwick: go through the questions. Decided: No reason found not to tell"
    )
    answers = recording_of(window).draft.answers
    assert run(window)["decided"] == "tell_now"
    assert of_mo(window)["result"] == "tell_now"
    assert [person["who"]["name"] for person in answers["people"]] == ["Ada Fenwick", "Mo Fenwick"]


def in_order(page):
    """The questions that are shown, from the top of the page down."""
    shown = [view for view in page.views.values() if view.isVisible() and not view.property("more")]
    return [view.id for view in sorted(shown, key=lambda view: view.mapTo(page, view.rect().topLeft()).y())]


def test_the_prompts_are_listed_first_and_asked_only_where_the_first_answer_does_not_settle_it(telling, qtbot):
    _window, page = telling
    assert page.views["opening"].aside.isVisible()
    assert [v.id for v in page.views.values() if v.isVisible()] == ["opening", "practicable"]
    press("d")
    qtbot.waitUntil(lambda: "disclosure-scheme" in page.views)
    qtbot.wait(50)  # laid out
    asked = in_order(page)
    assert asked[:2] == ["opening", "delays-protection"]
    assert asked[-2:] == ["disclosure-scheme", "practicable"]
    assert focused(page) == "delays-protection"
    assert not page.views["opening"].aside.isVisible()


def test_dont_know_asks_somebody_first_and_never_decides(telling, settled):
    window, page = telling
    press("y")
    settled(window)
    while focused(page):
        press("d" if focused(page) == "raises-risk" else "y" if focused(page) == "practicable" else "n")
        settled(window)
    assert page.form.outcome.text() == "Ask your safeguarding lead or manager first"
    page._collect()
    assert run(window)["advice"] == "ask_first"
    assert "decided" not in run(window)
    assert of_mo(window)["result"] == "not_settled"


def test_keys_are_never_quicker_than_the_page(telling):
    """Every prompt is come by, however fast they are answered."""
    _window, page = telling
    press("y")
    met = []
    while focused(page):
        met.append(focused(page))
        press("y" if met[-1] == "practicable" else "n")
    assert met[0] == "delays-protection"
    assert met[-2:] == ["disclosure-scheme", "practicable"]
    assert len(met) == len(checking.page(page._session).listed) + 1


def test_deciding_otherwise_asks_why_and_keeps_it(telling):
    window, page = telling
    press("n", "y")
    assert not page.form.because.isVisible()
    page.decide("do_not_tell")
    assert page.form.because.isVisible()
    QTest.keyClicks(page.form.because, "She asked me not to.")
    page._collect()
    assert (run(window)["decided"], run(window)["departing_because"]) == ("do_not_tell", "She asked me not to.")


def test_leaving_open_is_a_choice_too(telling):
    window, page = telling
    press("n", "y")
    page.decide("tell_now")
    page.decide("leave open")
    page._collect()
    assert "decided" not in run(window)


def test_what_completes_the_record_follows_the_decision_with_the_safe_contact_card(telling, settled):
    window, page = telling
    press("n", "y")
    page.decide("safe_route_only")
    settled(window)
    assert page.views["safe-number"].isVisible()
    QTest.keyClicks(page.views["safe-number"].stop(), "01632 960123")
    page._collect()
    assert of_mo(window)["safe_contact"] == {"safe_number": "01632 960123"}


def test_words_are_sealed_with_the_draft_as_they_are_typed(telling, settled):
    window, _page = telling
    press("n")
    assert kept(window, settled)["checks"][0]["asked"][0]["answer"] == "no"


def test_locking_in_the_middle_loses_nothing(telling, settled):
    window, _ = telling
    press("n", "y")
    assert window.seal()
    found = []
    window.worker.read(lambda vault: Drafts(vault).all()[0].answers, found.append)
    settled(window)
    assert found[0]["checks"][0]["advice"] == "tell_now"


def test_looking_without_answering_leaves_no_run(telling, settled):
    window, page = telling
    page.form.back.click()
    settled(window)
    assert "checks" not in recording_of(window).draft.answers


def test_backspace_takes_an_answer_back(telling):
    _window, page = telling
    press("n")
    page.views["opening"].stop().setFocus()
    press(Qt.Key.Key_Backspace)
    assert page.views["opening"].answer() == ""
    assert page.form.outcome.text() == "Not settled yet"


def test_a_key_with_ctrl_answers_nothing(telling):
    _window, page = telling
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.views["opening"].answer() == ""


def test_the_same_for_somebody_else_is_one_press(telling):
    window, page = telling
    press("n", "y")
    page.decide("tell_now")
    (button,) = page._same.buttons
    assert button.text() == "Same for Ada Fenwick"
    button.click()
    assert page._same.buttons[0].text() == "Same for Ada Fenwick (now decided: No reason found not to tell)"
    page._collect()
    runs = {one["person"]: one["decided"] for one in recording_of(window).draft.answers["checks"]}
    assert runs == {"ada": "tell_now", "mo": "tell_now"}


def test_the_shelf_is_asked_about_the_question_one_is_at(telling, settled):
    window, page = telling
    press("y")
    settled(window)
    assert page.on_the_shelf() == "telling/delays-protection"
    window.show_guidance()
    settled(window)
    assert window.windowTitle() == "ShareDesk: Guidance"
    window._pages["guidance"].form.back.click()
    settled(window)
    assert window._stack.currentWidget() is page
    assert page.views["opening"].answer() == "yes"
    press("n")
    page._collect()
    assert len(run(window)["asked"]) > 10


def test_another_draft_never_gets_what_was_said_for_the_first(telling, settled, go):
    window, page = telling
    press("n")
    window.show_guidance()
    settled(window)
    go(window, "short_route", fresh=True)
    window.show_page("check_run")
    settled(window)
    assert window.windowTitle() == "ShareDesk: Home"
    page._collect()
    assert "checks" not in recording_of(window).draft.answers


def test_the_first_questions_are_a_page_of_the_same_kind(short, go, settled):
    window, _ = short
    page = go(window, "check_run", check="first-questions", about=About(), back=lambda: None)
    settled(window)
    assert page.form.title.text() == "First questions"
    page.views["could-help"].stop().setFocus()
    press("y")
    assert focused(page) == "how"
    QTest.keyClicks(QApplication.focusWidget(), "She is seen by a doctor.")
    page._collect()
    assert recording_of(window).draft.answers["first_questions"] == {
        "could_help": "yes", "how_it_could_help": "She is seen by a doctor.",
    }  # fmt: skip


def test_the_amount_for_one_recipient_becomes_what_they_get(short, go, settled):
    window, _ = short
    section = go(window, "section", section="recipients")
    section.sheets["recipients"].place("check/amount/i/c")[0].click()
    settled(window)
    page = window._pages["check_run"]
    page.views["opening"].choose("no")
    settled(window)
    for view in [view for view in page.views.values() if view.id != "opening" and not view.property("more")]:
        view.choose("no" if view.id == "necessary" else "yes")
    assert page.form.outcome.text() == "Reasons to leave it out here"
    page.decide("leave_out")
    page.form.go_on.click()
    settled(window)
    assert window.windowTitle() == "ShareDesk: Task"
    (sharing,) = recording_of(window).draft.answers["sharing"]
    assert (sharing["item"], sharing["recipient"], sharing["what"]) == ("i", "c", "leave_out")


def test_the_steps_of_why_we_could_share_are_only_behind_something_different(short, settled):
    window, page = short
    usual = page._view("reasons").fields.inputs["basis.usual"]
    assert page.sheet.place("check/lawful-basis") is None
    usual.setCurrentIndex(usual.findData("something_different"))
    settled(window)
    button, _, _ = page.sheet.place("check/lawful-basis")
    button.click()
    settled(window)
    check = window._pages["check_run"]
    assert check.views["opening"].answer() == "something_different"
    assert check.views["public-task"].isVisible()


def test_an_objection_is_written_down_with_telling(short, go):
    window, _ = short
    section = go(window, "section", section="telling")
    objections = section.sheets["telling"].views[0].fields.inputs["objections"]
    assert objections.parts == []
    objections.add_button.click()
    (part,) = objections.parts
    assert part.fields.inputs["person"].findData("mo") > 0
    part.fields.inputs["objection"].setPlainText("Not the school.")
    section.sheets["telling"].collect()
    assert recording_of(window).draft.answers["objections"][0]["objection"] == "Not the school."


def test_a_run_is_looked_at_again_from_a_correction_which_is_gone_on_with(window, first_decision, go, settled):
    page = go(window, "correction", decision=first_decision(window), section="telling")
    draft = recording_of(window).draft
    person = draft.answers["telling"][0]["person"]
    button, _, _ = page._sheets["telling"].place(f"check/telling/{person}")
    button.click()
    settled(window)
    check = window._pages["check_run"]
    check.views["opening"].choose("no")
    check.decide("tell_after")
    check.form.go_on.click()
    settled(window)
    assert window._stack.currentWidget() is page
    assert page.form.section.currentData() == "telling"
    assert QApplication.focusWidget().accessibleName().endswith("Decided: Tell after")
    assert run(window)["person"] == person
    assert recording_of(window).draft is draft


def test_what_is_still_to_add_to_a_check_leads_to_its_button(telling, go):
    window, page = telling
    press("n", "y")
    page.decide("do_not_tell")
    go(window, "check", back="short_route")
    line = next(one for one in window._pages["check"]._lines if "otherwise than the check" in one.text())
    line.click()
    assert QApplication.focusWidget().accessibleName().startswith("Telling Mo Fenwick: go through")
