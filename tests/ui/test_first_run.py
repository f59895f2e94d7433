"""The first day, in the real window: from nothing to an open log."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from ui.conftest import at_home

from sharedesk.desk import practice as practising
from sharedesk.desk import settings
from sharedesk.domain.entry import content_of
from sharedesk.paper import read_back
from sharedesk.ui import asking, new_passphrase, printing
from sharedesk.ui.pages import first_you
from sharedesk.ui.window import Window
from sharedesk.vault import errors
from sharedesk.vault.vault import unlock

WORDS = "turbine mossy gallstone pretzel unwound"


@pytest.fixture
def places(tmp_path, monkeypatch):
    """This account's folders, all of them new."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    return tmp_path


@pytest.fixture
def fresh(qtbot, places, appearance):
    """The window of somebody who starts ShareDesk for the first time."""
    window = Window(None, lambda *, hidden=False: None, appearance, keep=settings.save)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.worker.close()


@pytest.fixture
def page(fresh):
    """The page that is shown."""
    return lambda: fresh.centralWidget().findChild(type(fresh._stack)).currentWidget()


@pytest.fixture
def at_recovery(qtbot, fresh, page):
    """The first page filled in and left."""
    form = page().form
    form.passphrase.setText(WORDS)
    form.repeat.setText(WORDS)
    qtbot.mouseClick(form.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: fresh.windowTitle() == "ShareDesk: Recovery sheet", timeout=20_000)
    return page()


def said(page) -> str:
    return page.problems.accessibleDescription() if page.problems.isVisible() else ""


def test_three_screens_make_a_log(qtbot, fresh, page, at_recovery, places, monkeypatch, settled):
    monkeypatch.setattr(asking, "where_to_save", lambda *_: places / "sheet.txt")
    qtbot.mouseClick(at_recovery.form.save_text, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Saved as" in at_recovery.form.saved.text(), timeout=20_000)
    for box, asked in zip((at_recovery.form.first, at_recovery.form.second), at_recovery._setup.asked, strict=True):
        qtbot.keyClicks(box, asked.group.lower())
    qtbot.keyClick(at_recovery.form.second, Qt.Key.Key_Return)
    assert fresh.windowTitle() == "ShareDesk: You and your organisation"
    form = page().form
    for box, words in ((form.name, "A. Example"), (form.role, "Teacher"), (form.controller, "Example Council")):
        qtbot.keyClicks(box, words)
    form.agreed.setCurrentIndex(first_you.ANSWERS.index("yes"))
    qtbot.mouseClick(form.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: at_home(fresh), timeout=20_000)
    settled(fresh)
    fresh.worker.close()
    folder = places / "XDG_DATA_HOME" / "ShareDesk" / "logs" / "log"
    with unlock(folder, WORDS) as vault:
        assert vault.has_recovery
        assert not vault.practice
        parts = {content_of(part).slot: content_of(part).value for part in vault.store.entry(2).parts}
        label, inbox = settings.label_of(vault.log), vault.root.inbox_public
    assert parts["author"] == {"name": "A. Example", "role": "Teacher"}
    assert parts["agreement"] == {"agreed": "yes", "controller": "Example Council"}
    kept, _ = settings.load()
    assert kept.logs == (settings.KnownLog(folder=str(folder), label=label, inbox=inbox),)
    assert "Example" not in json.dumps(settings.load()[0].logs[0].label)


def test_nothing_is_on_the_disk_before_the_last_button(at_recovery, places):
    assert [path for path in places.rglob("*") if path.is_file()] == []


def test_what_is_wrong_is_said_and_gets_the_focus(qtbot, fresh, page):
    form = page().form
    qtbot.mouseClick(form.go_on, Qt.MouseButton.LeftButton)
    assert said(page()) == "Choose a passphrase."
    assert page().problems.hasFocus()
    form.passphrase.setText(WORDS)
    form.repeat.setText("another")
    form.place.setText("somewhere")
    qtbot.mouseClick(form.go_on, Qt.MouseButton.LeftButton)
    assert "differ" in said(page())
    assert "in which folder" in said(page())
    assert fresh.windowTitle() == "ShareDesk: Welcome"


def test_a_weak_passphrase_is_said_once_and_then_theirs_to_choose(qtbot, fresh, page):
    form = page().form
    for box in (form.passphrase, form.repeat):
        box.setText("fluffy")
    assert form.strength.text().startswith("Weak")
    qtbot.mouseClick(form.go_on, Qt.MouseButton.LeftButton)
    assert said(page()) == new_passphrase.WEAK.format("Continue")
    qtbot.mouseClick(form.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: fresh.windowTitle() == "ShareDesk: Recovery sheet", timeout=20_000)


def test_whoever_types_at_once_types_a_passphrase(qtbot, fresh, page):
    fresh.activateWindow()
    qtbot.waitUntil(page().form.passphrase.hasFocus)
    qtbot.keyClicks(fresh.focusWidget(), WORDS)
    assert page().form.passphrase.text() == WORDS
    assert page().form.repeat.text() == ""


def test_the_words_that_are_offered_can_be_taken_over(qtbot, page):
    form = page().form
    first = form.offer.text()
    qtbot.mouseClick(form.again, Qt.MouseButton.LeftButton)
    assert form.offer.text() != first
    qtbot.mouseClick(form.take, Qt.MouseButton.LeftButton)
    assert form.passphrase.text() == form.repeat.text() == form.offer.text()
    assert len(form.offer.text().split()) == 6
    assert form.passphrase.echoMode() == form.passphrase.EchoMode.Normal


def test_a_place_that_is_taken_is_refused_and_nothing_happens_to_it(qtbot, fresh, page, places):
    (places / "taken").mkdir()
    (places / "taken" / "mine").write_text("mine")
    form = page().form
    for box in (form.passphrase, form.repeat):
        box.setText(WORDS)
    form.place.setText(str(places / "taken"))
    qtbot.mouseClick(form.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said(page())), timeout=20_000)
    assert said(page()) == str(errors.AlreadyThere())
    assert (places / "taken" / "mine").read_text() == "mine"


def test_a_place_that_is_copied_elsewhere_is_warned_of(qtbot, fresh, page, places, settled):
    form = page().form
    form.place.setText(str(places / "OneDrive" / "log"))
    form.place.editingFinished.emit()
    settled(fresh)
    assert form.warning.text().startswith("OneDrive copies this folder")
    assert form.warning.isVisible()


def test_without_a_sheet_one_has_to_say_so(qtbot, fresh, page, at_recovery, places):
    form = at_recovery.form
    qtbot.mouseClick(form.go_on, Qt.MouseButton.LeftButton)
    assert "Print or save the recovery sheet first" in said(at_recovery)
    form.without.setChecked(True)
    qtbot.mouseClick(form.go_on, Qt.MouseButton.LeftButton)
    last = page().form
    qtbot.mouseClick(last.make, Qt.MouseButton.LeftButton)
    assert said(page()) == "Give your name. Initials will do."
    last.name.setText("AE")
    qtbot.mouseClick(last.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: at_home(fresh), timeout=20_000)
    assert not fresh.has_recovery


def test_the_sheet_is_looked_at_and_printed_without_a_file(
    qtbot, fresh, page, at_recovery, places, monkeypatch, settled
):
    chosen = []
    monkeypatch.setattr(printing, "choose_printer", lambda _page, reference: chosen.append(reference) or "a printer")
    monkeypatch.setattr(printing, "send", lambda printer, pdf, pages, progress: chosen.append(pdf) or pages)
    qtbot.mouseClick(at_recovery.form.preview, Qt.MouseButton.LeftButton)
    settled(fresh)
    preview = page()
    lines = at_recovery._setup.begun.sheet.code_lines
    assert all(f"{number}. {line}" in preview.form.text.toPlainText() for number, line in enumerate(lines, 1))
    assert not preview.form.save.isVisible()
    assert not fresh.is_inside, "no rail and no find box before there is a log"
    qtbot.mouseClick(preview.form.print_it, Qt.MouseButton.LeftButton)
    settled(fresh)
    assert preview.form.about.text().endswith("went to the printer.")
    assert chosen[0] == f"Log {at_recovery._setup.begun.log[:8]}"
    assert lines[0] in read_back.text_of(chosen[1])
    qtbot.mouseClick(preview.form.back, Qt.MouseButton.LeftButton)
    assert at_recovery.form.saved.text().startswith("Printed.")
    assert at_recovery.form.first.hasFocus()
    for box, asked in zip((at_recovery.form.first, at_recovery.form.second), at_recovery._setup.asked, strict=True):
        qtbot.keyClicks(box, asked.group)
    qtbot.keyClick(at_recovery.form.second, Qt.Key.Key_Return)
    assert fresh.windowTitle() == "ShareDesk: You and your organisation"
    assert [path for path in places.rglob("*") if path.is_file()] == []


def test_groups_that_are_not_the_sheets_do_not_do(qtbot, fresh, at_recovery, places, monkeypatch):
    monkeypatch.setattr(asking, "where_to_save", lambda *_: places / "sheet.txt")
    qtbot.mouseClick(at_recovery.form.save_text, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Saved as" in at_recovery.form.saved.text(), timeout=20_000)
    at_recovery.form.first.setText(at_recovery._setup.asked[0].group)
    at_recovery.form.second.setText("AAAA")
    qtbot.mouseClick(at_recovery.form.go_on, Qt.MouseButton.LeftButton)
    assert said(at_recovery).startswith(f"The second group of line {at_recovery._setup.asked[1].line} is not")
    assert fresh.windowTitle() == "ShareDesk: Recovery sheet"


def test_back_keeps_the_words_and_the_sheet_that_was_saved(qtbot, fresh, page, at_recovery, places):
    at_recovery.keeping.is_kept = True
    before = at_recovery._setup
    qtbot.mouseClick(at_recovery.form.back, Qt.MouseButton.LeftButton)
    assert page().form.passphrase.text() == WORDS
    qtbot.mouseClick(page().form.go_on, Qt.MouseButton.LeftButton)
    assert fresh.windowTitle() == "ShareDesk: Recovery sheet"
    assert at_recovery._setup is before
    assert at_recovery.keeping.is_kept


def test_another_passphrase_makes_the_saved_sheet_useless_and_it_is_asked_for_again(qtbot, fresh, page, at_recovery):
    at_recovery.keeping.is_kept = True
    before = at_recovery._setup
    qtbot.mouseClick(at_recovery.form.back, Qt.MouseButton.LeftButton)
    for box in (page().form.passphrase, page().form.repeat):
        box.setText(WORDS + " umbrella")
    qtbot.mouseClick(page().form.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: at_recovery._setup is not before, timeout=20_000)
    assert not at_recovery.keeping.is_kept


def test_the_disk_may_fail_and_the_words_stay(qtbot, fresh, page, at_recovery, places):
    at_recovery.form.without.setChecked(True)
    qtbot.mouseClick(at_recovery.form.go_on, Qt.MouseButton.LeftButton)
    (places / "XDG_DATA_HOME").write_text("a file where a folder should be")
    page().form.name.setText("AE")
    qtbot.mouseClick(page().form.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said(page())), timeout=20_000)
    assert fresh.windowTitle() == "ShareDesk: You and your organisation"
    assert page().form.name.text() == "AE"
    (places / "XDG_DATA_HOME").unlink()
    qtbot.mouseClick(page().form.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: at_home(fresh), timeout=20_000)


def test_the_practice_log_is_one_button_away_and_never_remembered_as_the_last(qtbot, fresh, page, places, settled):
    qtbot.mouseClick(page().form.practice, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: at_home(fresh), timeout=20_000)
    settled(fresh)
    assert fresh.practice
    assert fresh.folder == practising.own_folder() / practising.LOG
    assert fresh.folder.is_relative_to(places)
    assert settings.load() == (settings.Settings(), None)
