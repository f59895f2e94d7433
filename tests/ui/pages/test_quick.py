"""The emergency form: typed at once, sealed while locked, recorded while open, and never a word lost."""

from __future__ import annotations

import shutil
import threading
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from ui.conftest import PASSPHRASE, made

from sharedesk.desk import quick_share
from sharedesk.desk.emergency_words import NO_KEY, PROMISE
from sharedesk.desk.settings import KnownLog, Settings, label_of
from sharedesk.domain.quick_share import note_in, what_it_needs
from sharedesk.ui import asking, quick_keeping
from sharedesk.ui.pages import quick_saved
from sharedesk.ui.pages.quick import GOING_BACK, GOING_BACK_UNSAVED
from sharedesk.ui.process import Asked
from sharedesk.ui.quick_form import NEEDED, NO_NUMBERS
from sharedesk.ui.window import Window
from sharedesk.vault import errors, files, header, inbox, sealed
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.vault import unlock

CTRL, ALT, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
SOON = quick_keeping._SOON
"""As a person has it: the tests do not wait so long."""
HOME, FORM = "ShareDesk: Home", "ShareDesk: Emergency share"


@pytest.fixture(autouse=True)
def account(monkeypatch, tmp_path, qtbot):
    """An account of its own; what is typed is sealed without waiting for the second that a person has; and nothing
    fails because the machine is slow.
    """
    monkeypatch.setattr(qtbot, "waitUntil", partial(qtbot.waitUntil, timeout=30_000))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setattr(quick_keeping, "_SOON", 0)
    monkeypatch.setattr(quick_saved, "_LOOK_AFTER", 0)


@pytest.fixture
def folder(empty_log, tmp_path):
    return shutil.copytree(empty_log, tmp_path / "log", ignore=shutil.ignore_patterns("*.lock"))


@pytest.fixture
def at(qtbot, appearance):
    """A locked window, and what it asked its process for."""
    windows = []

    def opened(folder, asked=None, kept=None):
        renewed = []
        window = Window(
            folder, lambda *, hidden=False: None, appearance, kept,
            renew=lambda *, saved="", quick=False: renewed.append((saved, quick)), asked=asked or Asked(quick=True),
        )  # fmt: skip
        window.renewed = renewed
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        return window

    yield opened
    for window in windows:
        window.worker.close()


@pytest.fixture
def form(qtbot, settled):
    """The whole of the form of a window, with what it asked about answered."""

    def whole(window):
        qtbot.waitUntil(lambda: "quick" in window._pages and window._pages["quick"].form.is_whole)
        page = window._pages["quick"]
        qtbot.waitUntil(lambda: hasattr(page, "duty") and page.form.who.duty_line.isVisible())
        settled(window)
        return page

    return whole


def fill(qtbot, page, *, name="Jo Made-Up", at_risk="RB, 7", line="Flight at six"):
    """As somebody types it: by keys, into what has the focus."""
    for box, words in (
        (page.form.who.name, name), (page.form.rest.at_risk, at_risk), (page.form.rest.shared, "He has the passports."),
        (page.form.rest.why_line, line),
    ):  # fmt: skip
        box.setFocus()
        qtbot.keyClicks(box, words)


def on_disk(folder):
    return sorted((folder / "inbox").glob("*.sealed"))


def waiting(folder):
    """The notes that wait, read as they are after unlocking."""
    with unlock(folder, PASSPHRASE) as vault:
        return [one.note for one in quick_share.to_check(vault)]


def said(page):
    return page.problems.accessibleDescription() if page.problems.isVisible() else ""


# ---- locked ----


def test_one_can_type_before_the_rest_of_it_is_there_and_no_key_is_lost(qtbot, at, folder, form):
    window = at(folder)
    page = window._pages["quick"]
    assert not page.form.is_whole
    assert window.focusWidget() is page.form.who.name
    qtbot.keyClicks(page.form.who.name, "Jo")
    assert not page.form.is_whole
    form(window)
    assert page.form.typed.name == "Jo"
    qtbot.waitUntil(lambda: len(on_disk(folder)) == 1)


def test_what_is_typed_is_sealed_as_it_is_typed_and_read_after_unlocking(qtbot, at, folder, form):
    window = at(folder)
    page = form(window)
    fill(qtbot, page)
    qtbot.waitUntil(lambda: page.form.foot.state.text().startswith("Sealed"))
    qtbot.waitUntil(lambda: page.blind._sealed == page.blind._version)
    assert len(on_disk(folder)) == 1
    (note,) = waiting(folder)
    assert not note.saved
    assert (note.told.name, note.at_risk, note.shared, note.why_line) == (
        "Jo Made-Up", "RB, 7", "He has the passports.", "Flight at six",
    )  # fmt: skip
    assert note.opened_at == page.form.opened_at
    assert note.said_at == page.form.rest.said_at.text()


def test_it_seals_within_two_seconds_of_a_change():
    assert SOON + 500 < 2000


def test_save_now_gives_the_receipt_of_a_note_that_can_be_read(qtbot, at, folder, form):
    window = at(folder)
    page = form(window)
    fill(qtbot, page)
    qtbot.keyClick(page.form.rest.why_line, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(window.renewed))
    receipt = window._pages["quick_saved"]
    assert window._stack.currentWidget() is receipt
    assert receipt.form.words.text() == "Saved and sealed. You cannot reopen it until you unlock."
    assert receipt.form.promise.text() == PROMISE
    (note,) = waiting(folder)
    assert note.saved
    assert receipt.form.reference.text() == f"Reference {note.reference}"
    assert window.renewed == [(note.reference, False)]
    assert not window.worker.is_open


def test_only_who_and_why_are_asked_for(qtbot, at, folder, form):
    window = at(folder)
    page = form(window)
    qtbot.mouseClick(page.form.foot.save, Qt.MouseButton.LeftButton)
    assert said(page) == f"{NEEDED['told']} {NEEDED['why']}"
    assert page.problems.hasFocus()
    assert page.form.who.who_error.text() == f"Error: {NEEDED['told']}"
    page.problems._lines[1].click()
    assert page.form.rest.why_line.hasFocus()
    assert on_disk(folder) == []
    qtbot.keyClick(page.form.rest.why_line, Qt.Key.Key_2, CTRL)
    qtbot.keyClicks(page.form.who.number, "101")
    page.save()
    qtbot.waitUntil(lambda: bool(window.renewed))
    (note,) = waiting(folder)
    assert what_it_needs(note) == []
    assert (note.at_risk, note.shared, note.why) == ("", "", ("hurt_or_ill",))


def test_what_is_still_asked_for_stays_while_it_is_typed(qtbot, at, folder, form):
    page = form(at(folder))
    page.save()
    page.problems._lines[0].click()
    qtbot.keyClicks(page.form.who.name, "Jo")
    qtbot.waitUntil(lambda: page.form.foot.state.text().startswith("Sealed"))
    assert said(page) == f"{NEEDED['told']} {NEEDED['why']}"
    page.form.chips.press(1)
    page.save()
    assert said(page) == ""
    assert page.form.who.who_error.isHidden()


def test_number_keys_press_reasons_and_are_typed_where_one_types(qtbot, at, folder, form):
    page = form(at(folder))
    page.form.who.number.setFocus()
    qtbot.keyClicks(page.form.who.number, "12")
    assert page.form.chips.chosen == ()
    qtbot.keyClick(page.form.who.number, Qt.Key.Key_5, CTRL)
    qtbot.keyClick(page.form.rest.shared, Qt.Key.Key_1, CTRL)
    assert page.form.chips.chosen == ("danger_now", "may_be_taken")
    page.form.chips.buttons[0].setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "53")
    assert page.form.chips.chosen == ("danger_now", "missing")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert page.form.chips.buttons[1].hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert page.form.chips.chosen == ("danger_now", "hurt_or_ill", "missing")
    assert page.form.who.number.text() == "12"


def test_a_duty_number_fills_who_was_told(qtbot, at, folder, form):
    page = form(at(folder))
    assert len(page.duty.buttons) == 2
    assert "01632 960555" in page.duty.buttons[0].accessibleName()
    assert "Last checked 14 September 2026." in page.duty.buttons[0].accessibleName()
    page.duty.buttons[0].click()
    typed = page.form.typed
    assert (typed.role, typed.number, typed.channel) == ("Duty team", "01632 960555", "phone")
    assert typed.organisation.startswith("Anytown Council")
    assert page.form.rest.at_risk.hasFocus()


def test_without_a_pack_it_says_so_quietly_and_a_made_up_one_is_for_practice_alone(at, folder, form, tmp_path):
    from sharedesk.resources import resource

    kept = Settings(organisation=str(resource("practice", "organisation.toml")))
    page = form(at(None, kept=kept))
    assert page.duty.buttons == []
    assert page.form.who.duty_line.text() == NO_NUMBERS


def test_the_words_for_the_phone_follow(qtbot, at, folder, form):
    page = form(at(folder))
    fill(qtbot, page)
    qtbot.waitUntil(lambda: page.form.card._lines[1][1].text() == "It is about RB, 7.")
    assert "Pretend Lane Primary School" in page.form.card._lines[0][1].text()
    assert page.form.card._lines[2][1].text() == "Flight at six. He has the passports."


def test_enter_goes_on_and_tab_goes_in_the_order_in_which_it_is_read(qtbot, at, folder, form):
    page = form(at(folder))
    page.form.who.name.setFocus()
    for box in (page.form.who.role, page.form.who.organisation, page.form.who.number, page.form.rest.at_risk):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert box.hasFocus()
    for stop in (page.form.rest.shared, page.form.chips.buttons[0], page.form.rest.why_line, page.form.rest.channel,
                 page.form.rest.said_at, page.form.foot.save):  # fmt: skip
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert stop.hasFocus()


def test_an_open_log_elsewhere_is_no_hindrance(qtbot, at, folder, form):
    """So nothing of the records is opened: they could not be."""
    with unlock(folder, PASSPHRASE) as vault:
        window = at(folder)
        page = form(window)
        fill(qtbot, page)
        page.save()
        qtbot.waitUntil(lambda: bool(window.renewed))
        (one,) = quick_share.to_check(vault)
    assert one.note.saved


def test_records_that_are_gone_are_no_hindrance_either(qtbot, at, folder, form):
    (folder / "sharedesk.db").unlink()
    window = at(folder)
    page = form(window)
    fill(qtbot, page)
    page.save()
    qtbot.waitUntil(lambda: bool(window.renewed))
    assert len(on_disk(folder)) == 1


# ---- leaving and locking ----


def test_going_back_keeps_an_unfinished_note_and_renews_the_process(qtbot, at, folder, form):
    window = at(folder)
    page = form(window)
    assert page.form.foot.state.text() == GOING_BACK
    fill(qtbot, page)
    page.form.foot.leave.click()
    qtbot.waitUntil(lambda: bool(window.renewed))
    assert window.renewed == [("", False)]
    assert window.kept_unfinished
    (note,) = waiting(folder)
    assert not note.saved
    assert note.shared == "He has the passports."


def test_an_untouched_form_is_left_like_any_page(qtbot, at, folder, form):
    window = at(folder)
    form(window).form.foot.leave.click()
    assert window.windowTitle() == "ShareDesk: Locked"
    assert window.renewed == []
    assert on_disk(folder) == []


@pytest.mark.parametrize("answer", [True, False])
def test_discarding_asks_and_then_leaves_nothing(qtbot, at, folder, form, monkeypatch, answer):
    asked = []
    monkeypatch.setattr(asking, "may_go", lambda *words: asked.append(words) or answer)
    window = at(folder)
    page = form(window)
    fill(qtbot, page)
    qtbot.waitUntil(lambda: len(on_disk(folder)) == 1 and page.blind._sealed == page.blind._version)
    page.form.foot.discard.click()
    assert len(asked) == 1
    if answer:
        qtbot.waitUntil(lambda: bool(window.renewed))
        assert on_disk(folder) == []
        assert not window.kept_unfinished
    else:
        assert page.form.typed.name == "Jo Made-Up"
        assert len(on_disk(folder)) == 1


def test_locking_seals_what_was_typed_in_this_very_moment(qtbot, at, folder, form, monkeypatch):
    monkeypatch.setattr(quick_keeping, "_SOON", 60_000)
    window = at(folder)
    page = form(window)
    assert window.seal()
    assert on_disk(folder) == []
    fill(qtbot, page)
    assert window.seal()
    assert window.kept_unfinished
    (note,) = waiting(folder)
    assert note.why_line == "Flight at six"


def test_an_older_version_that_comes_late_changes_nothing(qtbot, at, folder, form, monkeypatch):
    """The worker was busy while the log was locked."""
    monkeypatch.setattr(quick_keeping, "_SOON", 60_000)
    window = at(folder)
    page = form(window)
    page.form.who.name.setText("Older")
    page.blind.edited()
    older, version = page.form.typed, page.blind._version
    page.form.who.name.setText("Newer")
    page.blind.edited()
    assert window.seal()
    assert page.blind._keep(older, 0, version) is None
    (note,) = waiting(folder)
    assert note.told.name == "Newer"


def test_what_was_taken_back_is_not_kept(qtbot, at, folder, form):
    window = at(folder)
    page = form(window)
    qtbot.keyClicks(page.form.who.name, "Jo")
    qtbot.waitUntil(lambda: len(on_disk(folder)) == 1)
    for _ in range(2):
        qtbot.keyClick(page.form.who.name, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: on_disk(folder) == [])


# ---- which log ----


@pytest.fixture
def two(tmp_path, folder):
    """A second log, and the settings of somebody who used it before the first."""
    other = tmp_path / "other"
    made(other).lock()
    bodies = [header.read(place).body for place in (folder, other)]
    logs = [
        KnownLog(folder=str(place), label=label_of(body.log), inbox=body.inbox)
        for place, body in zip((folder, other), bodies, strict=True)
    ]
    return other, Settings(logs=tuple(logs))


def test_of_several_logs_the_one_chosen_gets_it_and_no_other(qtbot, at, folder, form, two):
    other, kept = two
    window = at(folder, kept=kept)
    page = form(window)
    box = page.form.rest.log
    assert [box.itemText(n) for n in range(box.count())] == [log.label for log in kept.logs]
    assert kept.logs[0].label in page.form.rest.promise.text()
    fill(qtbot, page)
    qtbot.waitUntil(lambda: len(on_disk(folder)) == 1 and page.blind.is_kept)
    box.setCurrentIndex(1)
    box.activated.emit(1)
    qtbot.waitUntil(lambda: len(on_disk(other)) == 1 and on_disk(folder) == [])
    qtbot.waitUntil(lambda: kept.logs[1].label in page.form.rest.promise.text())
    page.save()
    qtbot.waitUntil(lambda: bool(window.renewed))
    assert window.folder == other
    assert on_disk(folder) == []
    assert [note.saved for note in waiting(other)] == [True]


def test_a_log_whose_key_nobody_knows_leaves_the_note_to_another_and_says_so(qtbot, at, tmp_path, form, two):
    _, kept = two
    page = form(at(tmp_path / "not there", kept=kept))
    assert f"this note is for {kept.logs[0].label}" in page.form.who.notice.text()
    fill(qtbot, page)
    qtbot.waitUntil(lambda: page.form.foot.state.text().startswith("Sealed"))


def test_a_swapped_key_is_said_and_not_used(qtbot, at, folder, form, two):
    other, kept = two
    for name in (header.NAME, header.COPY):
        shutil.copy(other / name, folder / name)
    page = form(at(folder, kept=kept))
    assert "is not the one this computer saw" in page.form.who.notice.text()
    fill(qtbot, page)
    pinned = inbox.outside(kept.logs[0].inbox)
    qtbot.waitUntil(lambda: len(list(pinned.glob("*.sealed"))) == 1 and page.blind._sealed == page.blind._version)
    assert on_disk(folder) == []
    with unlock(other, PASSPHRASE) as vault:
        assert sealed.opened(vault.root, next(pinned.glob("*.sealed")).read_bytes()) is None


def test_a_folder_that_is_gone_is_said_and_the_note_waits_on_this_computer(qtbot, at, folder, form, two, tmp_path):
    _, kept = two
    body = header.read(folder).body
    shutil.move(folder, tmp_path / "moved")
    window = at(folder, kept=kept)
    page = form(window)
    assert "The log’s folder is not there" in page.form.who.notice.text()
    fill(qtbot, page)
    page.save()
    qtbot.waitUntil(lambda: bool(window.renewed))
    assert len(list(inbox.outside(body.inbox).glob("*.sealed"))) == 1
    assert [note.saved for note in waiting(tmp_path / "moved")] == [True]


def test_without_any_log_it_says_so_takes_the_words_and_gives_them_for_paper(qtbot, at, form, tmp_path):
    window = at(None)
    page = form(window)
    assert page.form.who.notice.text() == NO_KEY
    assert page.form.foot.state.text() == GOING_BACK_UNSAVED
    fill(qtbot, page)
    page.save()
    qtbot.waitUntil(lambda: bool(said(page)))
    assert "cannot be saved sealed" in said(page)
    page.form.foot.paper.click()
    assert page.paper.box.hasFocus()
    for words in ("Jo Made-Up", "RB, 7", "He has the passports.", "Flight at six", page.form.rest.said_at.text()):
        assert words in page.paper.box.toPlainText()
    page.paper.copy.click()
    assert QGuiApplication.clipboard().text() == page.paper.box.toPlainText()
    assert window.renewed == []
    assert not any(b"Made-Up" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert window._stack.currentWidget() is page


# ---- faults ----

FAULTS = [errors.DiskFull, errors.ReadOnly, errors.StorageFailed, inbox.InboxFull]


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_fails_the_words_stay_and_the_next_try_saves(qtbot, at, folder, form, monkeypatch, fault):
    window = at(folder)
    page = form(window)
    whole = inbox.files.write_whole

    def failing(*_, **__):
        raise fault

    monkeypatch.setattr(files, "write_whole", failing)
    fill(qtbot, page)
    page.save()
    qtbot.waitUntil(lambda: "Your words are still here." in said(page))
    assert fault().sentence in said(page)
    assert page.form.typed.shared == "He has the passports."
    assert page.form.foot.save.isEnabled()
    assert window.renewed == []
    monkeypatch.setattr(files, "write_whole", whole)
    page.problems._lines[1].click()  # Try again
    qtbot.waitUntil(lambda: bool(window.renewed))
    assert [note.saved for note in waiting(folder)] == [True]


def test_a_full_inbox_is_said_while_one_types_and_nobody_is_torn_out(qtbot, at, folder, form, monkeypatch):
    monkeypatch.setattr(inbox, "MOST_NOTES", 0)
    (folder / "inbox" / "0.sealed").touch()
    page = form(at(folder))
    page.form.who.name.setFocus()
    qtbot.keyClicks(page.form.who.name, "Jo")
    qtbot.waitUntil(lambda: inbox.InboxFull().sentence in said(page))
    assert page.form.who.name.hasFocus()
    assert len(on_disk(folder)) == 1


def test_more_than_can_be_sealed_is_said(qtbot, at, folder, form):
    window = at(folder)
    page = form(window)
    fill(qtbot, page)
    page.form.rest.shared.setPlainText("word " * 20_000)
    page.save()
    qtbot.waitUntil(lambda: sealed.TooLong().sentence in said(page))
    assert len(page.form.typed.shared) == 100_000


# ---- ways in ----


def test_alt_e_opens_it_from_everywhere_outside(qtbot, at, folder, form, settled):
    window = at(folder, Asked())
    qtbot.waitUntil(lambda: bool(window.actions()))  # its keys come a moment after it
    for name in ("locked", "logs"):
        page = window.show_page(name)
        assert page.form.share.isVisible()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_E, ALT)
        assert window.windowTitle() == FORM
        form(window).form.foot.leave.click()
    first = at(None, Asked())
    settled(first)
    assert first._stack.currentWidget().form.share.isVisible()
    first._stack.currentWidget().form.share.click()
    assert first.windowTitle() == FORM


def test_the_locked_page_offers_it_as_large_as_unlocking(at, folder):
    window = at(folder, Asked())
    page = window._pages["locked"]
    assert page.form.share.size() == page.form.unlock.size()


def test_the_receipt_comes_up_again_in_a_process_that_never_saw_the_words(qtbot, at, folder, settled):
    window = at(folder, Asked(folder, saved="7KQ2-M9XP-R"))
    page = window._pages["quick_saved"]
    qtbot.waitUntil(page.form.which.isVisible)
    key = header.read(folder).body.inbox
    assert fingerprint(key) in page.form.which.text()
    assert page.form.reference.text() == "Reference 7KQ2-M9XP-R"
    assert window.renewed == []
    page.form.first.click()
    assert window.windowTitle() == "ShareDesk: Locked"


# ---- open ----


@pytest.fixture
def inside(open_window, empty_log):
    return open_window(empty_log)


def drafts(window):
    root = header.read(window.folder).unlock(PASSPHRASE)
    own, strange = sealed.drafts(window.folder / "drafts", root)
    assert strange == []
    return own


def test_open_it_is_a_draft_like_any_other_and_comes_back(qtbot, inside, form, go, settled, monkeypatch):
    from sharedesk.ui import recording

    monkeypatch.setattr(recording, "_SOON", 0)
    qtbot.keyClick(inside, Qt.Key.Key_E, ALT)
    page = form(inside)
    assert inside.is_inside
    fill(qtbot, page)
    page.form.chips.press(5)
    qtbot.waitUntil(lambda: page.form.foot.state.text().startswith("Saved"))
    page.form.foot.leave.click()
    settled(inside)
    assert inside.windowTitle() == HOME
    assert len(drafts(inside)) == 1
    inside.share()
    settled(inside)
    assert page.form.typed.is_empty, "another emergency begins with an empty form"
    listed = go(inside, "drafts")
    assert listed.lines[0].accessibleName().startswith("An emergency share that is not saved yet")
    listed.lines[0].click()
    qtbot.waitUntil(lambda: page.form.typed.name == "Jo Made-Up")
    assert page.form.typed.why == ("may_be_taken",)
    assert on_disk(inside.folder) == []


def test_open_it_is_recorded_at_once_under_its_reference(qtbot, inside, form, settled):
    inside.share()
    page = form(inside)
    fill(qtbot, page)
    page.save()
    qtbot.waitUntil(lambda: inside.windowTitle() == "ShareDesk: Saved")
    saved = inside._pages["quick_saved"]
    settled(inside)
    assert drafts(inside) == []
    found = []
    inside.worker.read(lambda vault: vault.store.entries_of(saved._made.id), found.append)
    qtbot.waitUntil(lambda: bool(found))
    (entry,) = found[0]
    note = note_in(entry)
    assert entry.leaf.kind == "quick_share"
    assert note.reference == saved._made.reference
    assert (note.saved, note.at_risk, note.why_line) == (True, "RB, 7", "Flight at six")
    assert note.opened_at == page.form.opened_at
    assert f"Reference {note.reference}" == saved.form.reference.text()
    saved.form.first.click()
    settled(inside)
    assert inside._stack.currentWidget() is inside._pages["afterwards"]
    inside.show_page("quick_saved", made=saved._made)
    saved.form.second.click()
    assert inside.windowTitle() == HOME
    inside.share()
    settled(inside)
    assert page.form.typed.is_empty


def test_open_whatever_fails_the_words_stay(qtbot, inside, form, monkeypatch):
    from sharedesk.desk import emergency

    def full(*_):
        raise errors.DiskFull

    inside.share()
    page = form(inside)
    fill(qtbot, page)
    whole = emergency.record_now
    monkeypatch.setattr(emergency, "record_now", full)
    page.save()
    qtbot.waitUntil(lambda: errors.DiskFull().sentence in said(page))
    assert page.form.typed.at_risk == "RB, 7"
    monkeypatch.setattr(emergency, "record_now", whole)
    page.problems._lines[1].click()
    qtbot.waitUntil(lambda: inside.windowTitle() == "ShareDesk: Saved")


def test_open_locking_seals_the_draft_in_this_very_moment(qtbot, inside, form, monkeypatch):
    from sharedesk.ui import recording

    monkeypatch.setattr(recording, "_SOON", 60_000)
    inside.share()
    page = form(inside)
    fill(qtbot, page)
    assert drafts(inside) == []
    assert inside.seal()
    (draft,) = drafts(inside)
    assert b"He has the passports." in draft.content
    assert on_disk(inside.folder) == []


def test_open_it_is_kept_however_busy_the_worker_is(qtbot, inside):
    """A backup, or whatever is read for home, may take it long."""
    free = threading.Event()
    inside.worker.run(free.wait, lambda _: None)
    try:
        inside.share()
        page = inside._pages["quick"]
        qtbot.waitUntil(lambda: page.form.is_whole)
        fill(qtbot, page)
        qtbot.waitUntil(lambda: "He has the passports." in "".join(one.content.decode() for one in drafts(inside)))
        assert not free.is_set()
    finally:
        free.set()


def test_locked_before_the_draft_was_made_the_words_are_sealed_all_the_same(qtbot, inside, form):
    """The worker was busy: there is no draft yet."""
    inside.share()
    page = form(inside)
    fill(qtbot, page)
    page.open._draft = None
    assert inside.seal()
    inside.worker.close()
    assert [note.shared for note in waiting(inside.folder)] == ["He has the passports."]


def test_reading_guidance_and_coming_back_changes_nothing(qtbot, inside, form, settled):
    inside.share()
    page = form(inside)
    fill(qtbot, page)
    qtbot.keyClick(inside, Qt.Key.Key_F1)
    settled(inside)
    guidance = inside._pages["guidance"]
    guidance._back()
    settled(inside)
    assert inside.windowTitle() == FORM
    assert page.form.typed.shared == "He has the passports."


def test_discarding_a_draft_takes_it_off_the_disk(qtbot, inside, form, settled, monkeypatch):
    monkeypatch.setattr(asking, "may_go", lambda *_: True)
    inside.share()
    page = form(inside)
    fill(qtbot, page)
    page.open._recording.save()
    settled(inside)
    assert len(drafts(inside)) == 1
    page.form.foot.discard.click()
    qtbot.waitUntil(lambda: inside.windowTitle() == HOME)
    settled(inside)
    assert drafts(inside) == []
