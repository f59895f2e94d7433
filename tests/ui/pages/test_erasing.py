"""Erasing in the window: asked first, decided piece by piece, meant by a word, told of; and keeping a record longer."""

from __future__ import annotations

import json
from datetime import date, datetime

import msgspec
import pytest
from ui import tour_erasing
from vault import world

from sharedesk.desk import people, retention
from sharedesk.desk.drafting import Drafts, day_said
from sharedesk.ui import asking
from sharedesk.ui.pages.erase import ErasePage
from sharedesk.ui.pages.erase_go import EraseGoPage
from sharedesk.ui.pages.erase_what import EraseWhatPage
from sharedesk.ui.pages.erased import ErasedPage
from sharedesk.ui.recording import recording_of
from sharedesk.ui.shelves import shelves_of
from sharedesk.vault import backup

AUTHORITY = "Data protection officer, DP-17"


@pytest.fixture
def now(settled):
    def page(window):
        for _ in range(3):
            settled(window)
        return window._stack.currentWidget()

    return page


@pytest.fixture
def read(settled):
    """What some work on the log gives."""

    def ask(window, work):
        found: list[object] = []
        window.worker.read(work, found.append)
        settled(window)
        return found[0]

    return ask


def grounds(page: ErasePage, authority: str = AUTHORITY) -> None:
    page.form.category.setCurrentIndex(1)
    page.form.authority.setPlainText(authority)
    page.form.go.click()


def problems(page) -> str:
    return "" if page.problems.isHidden() else page.problems.accessibleDescription()


def choose(page: EraseWhatPage, what: str) -> None:
    page.form.becomes.setCurrentIndex(page.form.becomes.findData(what))
    page.form.becomes.activated.emit(page.form.becomes.currentIndex())


def test_a_record_goes_from_its_reading_page_to_the_report(window, go, now, read, first_decision):
    decision = first_decision(window)
    read(window, lambda vault: backup.back_up(vault, backup.proposed_name(vault)))
    reading = go(window, "reading", decision=decision)
    next(button for button in reading.links.buttons if button.text().startswith("Erase")).click()
    before = now(window)
    assert isinstance(before, ErasePage)
    assert "01632 960112" in before.form.ask.text(), "whom to ask first"
    assert "Printed records" in before.form.cannot.text(), "what cannot be erased is said first"
    before.form.go.click()
    assert "Choose why" in problems(before)
    grounds(before, " ")
    assert "who decided" in problems(now(window))
    grounds(before, "Robin Madeupson's mother asked")
    assert "names somebody" in problems(now(window))
    grounds(before)
    what = now(window)
    assert isinstance(what, EraseWhatPage)
    what.form.go.click()
    last = now(window)
    assert isinstance(last, EraseGoPage)
    last.form.word.setText("yes")
    last.form.go.click()
    assert "Type the word" in problems(last)
    assert read(window, lambda vault: b"threw the chair" in world.everything(vault.store.connection)), "the control"
    last.form.word.setText(" Erase ")
    last.form.go.click()
    report = now(window)
    assert isinstance(report, ErasedPage)
    assert not read(window, lambda vault: b"threw the chair" in world.everything(vault.store.connection))
    text = now(window).form.story.toPlainText()
    assert AUTHORITY in text
    assert "Printed records" in text
    assert not [draft for draft in read(window, lambda vault: Drafts(vault).all()) if draft.kind == "erasure"]
    assert recording_of(window).draft is None


def test_the_backups_that_hold_the_words_are_made_anew(qtbot, window, go, now, read, first_decision):
    decision, folder = first_decision(window), window.folder / "backups"
    read(window, lambda vault: backup.back_up(vault, backup.proposed_name(vault)))
    (older,) = folder.glob("*.sharedesk-backup")
    grounds(go(window, "erase", decision=decision))
    now(window).form.go.click()
    last = now(window)
    assert last.backups is not None
    assert last.backups.isChecked()
    last.form.word.setText("erase")
    last.form.go.click()
    report = now(window)
    qtbot.waitUntil(report.form.home.isEnabled, timeout=60_000)
    now(window)
    assert not older.exists()
    assert len(list(folder.glob("*.sharedesk-backup"))) == 1
    assert "A new backup is made" in report.form.story.toPlainText()


def test_a_person_is_decided_piece_by_piece_and_only_then_goes(window, go, now, read):
    person = read(window, lambda vault: people.known_by_name(vault, "Dex")[0].id)
    page = go(window, "person", person=person)
    page.form.erase.click()
    before = now(window)
    assert "cannot find" in before.form.finds.text()
    grounds(before)
    what = now(window)
    assert isinstance(what, EraseWhatPage)
    assert not what.form.scope.isVisible()
    what.form.go.click()
    assert "Each has to be decided" in problems(now(window))
    while what._to_next():
        piece = what._pieces[what.list.current()]
        choose(what, "reword" if piece.may_reword else "erase")
        if "Purpose" in piece.label:
            (box,) = what.boxes.values()
            box.setPlainText("Dex again.")
    assert what.form.count.text().count("to decide") == 0
    what.form.go.click()
    assert "still name the person" in problems(now(window))
    what.problems._lines[0].click()
    (box,) = what.boxes.values()
    box.setPlainText("To keep both children safe.")
    what.form.go.click()
    last = now(window)
    assert isinstance(last, EraseGoPage), problems(what)
    last.form.word.setText("erase")
    last.form.go.click()
    assert isinstance(now(window), ErasedPage)
    everything = read(window, lambda vault: world.everything(vault.store.connection))
    assert b"Dex" not in everything
    assert b"To keep both children safe." in everything
    assert "Dex" not in window._pages["erased"].form.story.toPlainText()


def test_what_was_decided_is_sealed_and_gone_on_with(window, open_window, go, now, settled, first_decision):
    decision = first_decision(window)
    grounds(go(window, "erase", decision=decision))
    what = now(window)
    what.form.scope.setCurrentIndex(1)
    what.form.scope.activated.emit(1)
    what.list.go(next(piece.part for piece in what._plan.pieces if piece.slot == "reasons"))
    choose(what, "reword")
    (box,) = what.boxes.values()
    box.setPlainText("Other reasons.")
    assert window.seal()
    window.worker.close()
    again = open_window(window.folder)
    drafts = go(again, "drafts")
    assert "An erasure that is not done yet" in drafts.lines[0].text()
    drafts.lines[0].click()
    before = now(again)
    assert before.form.authority.toPlainText() == AUTHORITY
    before.form.go.click()
    what = now(again)
    assert "Other reasons." in json.dumps(recording_of(again).draft.answers)
    assert "1 in other words" in what.form.count.text()


def test_leaving_it_as_it_is_erases_nothing_and_keeps_no_draft(window, go, now, read, first_decision, monkeypatch):
    decision = first_decision(window)
    page = go(window, "erase", decision=decision)
    page.form.authority.setPlainText(AUTHORITY)
    asked: list[str] = []
    monkeypatch.setattr(asking, "may_go", lambda _, question, lost: not asked.append(lost))
    page.form.discard.click()
    assert now(window) is window._pages["reading"]
    assert len(asked) == 1
    assert read(window, lambda vault: Drafts(vault).all()) == []


def test_looking_can_be_stopped(qtbot, window, go, now, read):
    person = tour_erasing.known_best(window, now)
    window.show_page("erase", person=person)
    page = window._pages["erase"]
    qtbot.waitUntil(lambda: page.form.stop.isVisible() or page._listed is not None)
    page.work.stop()
    now(window)
    assert window._stack.currentWidget() in (page, window._pages.get("person"))
    assert page.form.progress.isHidden()


def test_what_was_added_meanwhile_is_looked_at_again(window, go, now, read, first_decision):
    decision = first_decision(window)
    grounds(go(window, "erase", decision=decision))
    now(window).form.go.click()
    last = now(window)
    read(window, lambda vault: world.correct(vault, decision, notes="Something new."))
    last.form.word.setText("erase")
    last.form.go.click()
    assert "was added to the log" in problems(now(window))
    last.problems._lines[0].click()
    assert isinstance(now(window), ErasePage)
    assert read(window, lambda vault: "notes" in world.folds(vault.store)[decision][0])


@pytest.fixture
def at_once(window, settled):
    """The organisation keeps records for no time at all."""
    shelves, opened = shelves_of(window), []
    window.worker.run(shelves.opened, opened.append)
    settled(window)
    pack = msgspec.structs.replace(opened[0].organisation, retention=tour_erasing.AT_ONCE)
    shelves._shelf = msgspec.structs.replace(opened[0], organisation=pack)


def test_a_record_whose_time_is_over_is_kept_longer_from_the_list(window, at_once, go, now, read):
    page = go(window, "retention")
    now(window)
    listed = [line.key for line in page.list.lines]
    assert len(listed) >= 3
    assert "cannot be worked out" in page.form.rules.text()
    page.form.keep.click()
    keep = now(window)
    keep.form.go.click()
    assert "until a day after today" in problems(keep)
    later = date(datetime.now().astimezone().year + 4, 3, 14)
    keep.form.until.setText(day_said(later))
    keep.form.go.click()
    assert "Say why" in problems(now(window))
    keep.form.because.setPlainText("An inquiry asked for it.")
    keep.form.go.click()
    assert now(window) is page
    assert [line.key for line in page.list.lines] == listed[1:]
    kept = read(window, lambda vault: retention.kept_until(vault, listed[0]))
    assert kept == (later, "An inquiry asked for it.")
    assert read(window, lambda vault: Drafts(vault).all()) == []


def test_the_list_leads_to_the_record_and_to_erasing_it(window, at_once, go, now):
    page = go(window, "retention")
    now(window)
    page.form.open.click()
    reading = now(window)
    assert reading is window._pages["reading"]
    reading.form.back.click()
    assert now(window) is page
    page.form.erase.click()
    assert isinstance(now(window), ErasePage)


def test_with_nothing_due_it_says_so(window, go, now):
    page = go(window, "retention")
    now(window)
    assert "No record has been kept as long as that." in page.form.count.text()
    assert not page.form.erase.isVisible()
