"""The ways into a log, in the real window: each of them changed, and what was taken away opens nothing any more."""

from __future__ import annotations

import shutil
import threading

import pyrage
import pytest
from PySide6.QtCore import Qt
from ui.conftest import PASSPHRASE

from sharedesk.desk import ways_in
from sharedesk.desk.drafting import Drafts
from sharedesk.paper import read_back
from sharedesk.ui import asking, new_passphrase, printing
from sharedesk.ui.pages import change_passphrase, escrow, new_sheet
from sharedesk.ui.pages import rotate as rotate_page
from sharedesk.ui.pages import ways_in as ways_in_page
from sharedesk.vault import backup, backup_file, errors, header, recover, recovery, rotate
from sharedesk.vault import ways as vault_ways
from sharedesk.vault.escrow import SecretGiven
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import unlock

NEW = "turbine mossy gallstone pretzel unwound"
TEAM = "Information governance team, Pretend Council (fictional)"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def own_account(tmp_path, monkeypatch):
    """As little work for new keys as is allowed; and nothing outside the test's own folder."""
    monkeypatch.setattr("sharedesk.vault.keys.calibrated", lambda seconds=1.0: FLOOR)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


@pytest.fixture
def window(open_window, empty_log):
    return open_window(empty_log)


@pytest.fixture
def at(go, window):
    """Shows a page as somebody comes to it."""
    return lambda name, **about: go(window, name, **about)


def said(page) -> str:
    return page.problems.accessibleDescription() if page.problems.isVisible() else ""


def changed(qtbot, window, settled):
    """Wait until a change is made and said; gives the page that says it."""
    page = window.made("ways_in")
    qtbot.waitUntil(lambda: window._stack.currentWidget() is page and bool(page.form.done.text()), timeout=60_000)
    settled(window)
    return page


def type_back(page) -> None:
    for box, asked in zip((page.form.first, page.form.second), page.new.asked, strict=True):
        box.setText(asked.group.lower())


def test_what_there_is_is_said(at, window):
    page = at("ways_in")
    assert page.form.passphrase.text().startswith("Chosen on ")
    assert page.form.sheet.text().startswith("Made on ")
    assert fingerprint(header.read(window.folder).body.inbox) in page.form.sheet.text()
    assert page.form.organisation.text() == ways_in_page.NOBODY
    assert page.form.key.text().startswith("In use since ")
    assert not page.form.older.isVisible()
    assert not page.form.done.isVisible()


class TestPassphrase:
    def test_changed_with_the_backups_of_this_computer(self, qtbot, at, window, settled):
        made = []
        window.worker.read(lambda vault: backup.back_up(vault, backup.proposed_name(vault)), made.append)
        qtbot.waitUntil(lambda: bool(made), timeout=60_000)
        qtbot.mouseClick(at("ways_in").form.change, LEFT)
        page = window._stack.currentWidget()
        for box, words in ((page.form.old, PASSPHRASE), (page.form.passphrase, NEW), (page.form.repeat, NEW)):
            qtbot.keyClicks(box, words)
        qtbot.keyClick(page.form.repeat, Qt.Key.Key_Return)
        ways = changed(qtbot, window, settled)
        assert ways.form.done.text() == "The passphrase is changed."
        assert "1 backup opens as the log does now" in ways.form.also.text()
        assert not ways.form.older.isVisible()
        assert page.form.old.text() == page.form.passphrase.text() == page.form.repeat.text() == ""
        window.worker.close()
        with pytest.raises(errors.WrongPassphrase):
            unlock(window.folder, PASSPHRASE)
        unlock(window.folder, NEW).lock()

    def test_backups_that_were_left_are_named_and_locked_anew(self, qtbot, at, window, settled):
        def left(vault):
            backup.back_up(vault, backup.proposed_name(vault))
            vault_ways.change_passphrase(vault, PASSPHRASE, NEW)

        window.worker.read(left, lambda _: None)
        page = at("ways_in")
        qtbot.waitUntil(page.form.relock.isVisible)
        (made,) = (window.folder / "backups").iterdir()
        assert f"“{made.name}”" in page.form.older.text()
        qtbot.mouseClick(page.form.relock, LEFT)
        page = changed(qtbot, window, settled)
        assert not page.form.older.isVisible()
        assert not page.form.relock.isVisible()
        assert backup_file.header_in(made)[1].unlock(NEW)

    def test_the_present_one_has_to_be_known(self, qtbot, at, window, settled):
        page = at("change_passphrase")
        qtbot.mouseClick(page.form.go_on, LEFT)
        assert said(page) == "Type the present passphrase. Choose a passphrase."
        page.form.old.setText("not this")
        for box in (page.form.passphrase, page.form.repeat):
            box.setText(NEW)
        before = header.read(window.folder).data
        qtbot.mouseClick(page.form.go_on, LEFT)
        qtbot.waitUntil(lambda: bool(said(page)), timeout=60_000)
        assert said(page) == change_passphrase.NOT_IT
        assert header.read(window.folder).data == before
        assert page.form.go_on.isEnabled()
        assert not page.form.stop.isVisible()
        at("home")
        assert page.form.old.text() == page.form.passphrase.text() == ""

    def test_a_weak_one_is_said_once(self, qtbot, at):
        page = at("change_passphrase")
        page.form.old.setText(PASSPHRASE)
        for box in (page.form.passphrase, page.form.repeat):
            box.setText("fluffy")
        qtbot.mouseClick(page.form.go_on, LEFT)
        assert said(page) == new_passphrase.WEAK.format("Change it")


class TestSheet:
    def test_a_new_one_counts_once_it_was_typed_back(self, qtbot, at, window, settled, monkeypatch):
        printed = []
        monkeypatch.setattr(printing, "choose_printer", lambda _page, reference: "a printer")
        monkeypatch.setattr(printing, "send", lambda printer, pdf, pages, progress: printed.append(pdf) or pages)
        qtbot.mouseClick(at("ways_in").form.new_sheet, LEFT)
        settled(window)
        page = window._stack.currentWidget()
        qtbot.mouseClick(page.form.go_on, LEFT)
        assert said(page) == "Print, save or look at the new sheet first."
        qtbot.mouseClick(page.form.preview, LEFT)
        settled(window)
        preview = window._stack.currentWidget()
        assert page.new.sheet.code_lines[0] in preview.form.text.toPlainText()
        qtbot.mouseClick(preview.form.print_it, LEFT)
        settled(window)
        qtbot.mouseClick(preview.form.back, LEFT)
        settled(window)
        assert page.form.saved.text().startswith("Printed.")
        code = page.new.sheet.code
        assert page.new.sheet.code_lines[3] in read_back.text_of(printed[0])
        with pytest.raises(errors.WrongRecoveryCode):
            recovery.unlock_header(code, header.read(window.folder))
        type_back(page)
        qtbot.keyClick(page.form.second, Qt.Key.Key_Return)
        ways = changed(qtbot, window, settled)
        assert ways.form.done.text() == "The new recovery sheet is the good one now."
        assert recovery.unlock_header(code, header.read(window.folder))

    def test_groups_that_are_not_its_do_not_do(self, qtbot, at, window, settled, monkeypatch, tmp_path):
        page = at("new_sheet", rotation=None)
        before = header.read(window.folder).data
        monkeypatch.setattr(asking, "where_to_save", lambda *_: tmp_path / "sheet.txt")
        qtbot.mouseClick(page.form.save_text, LEFT)
        settled(window)
        assert page.form.saved.text().startswith("Saved as ")
        page.form.first.setText(page.new.asked[0].group)
        page.form.second.setText("AAAA")
        qtbot.mouseClick(page.form.go_on, LEFT)
        assert said(page).startswith(f"The second group of line {page.new.asked[1].line} is not")
        assert header.read(window.folder).data == before

    def test_one_that_was_left_is_of_no_use_and_the_next_says_so(
        self, qtbot, at, window, settled, monkeypatch, tmp_path
    ):
        page = at("new_sheet", rotation=None)
        assert not page.form.other.isVisible()
        first = page.new.sheet.code
        monkeypatch.setattr(asking, "where_to_save", lambda *_: tmp_path / "sheet.txt")
        qtbot.mouseClick(page.form.save_text, LEFT)
        settled(window)
        at("home")
        page = at("new_sheet", rotation=None)
        assert page.form.other.text() == new_sheet.OTHER
        assert page.form.other.isVisible()
        assert page.new.sheet.code != first

    def test_beside_the_log_it_is_not_saved(self, qtbot, at, window, settled, monkeypatch):
        page = at("new_sheet", rotation=None)
        monkeypatch.setattr(asking, "where_to_save", lambda *_: window.folder / "sheet.txt")
        qtbot.mouseClick(page.form.save_text, LEFT)
        settled(window)
        assert "log's own folder" in said(page)
        assert not (window.folder / "sheet.txt").exists()


class TestOrganisation:
    def add(self, qtbot, at, window, settled, key) -> object:
        page = at("escrow")
        page.form.who.setText(TEAM)
        page.form.key.setText(str(key.to_public()))
        page.form.compared.setChecked(True)
        qtbot.mouseClick(page.form.go_on, LEFT)
        return changed(qtbot, window, settled)

    def test_a_key_is_let_in_and_taken_out(self, qtbot, at, window, settled, monkeypatch, tmp_path):
        key = pyrage.x25519.Identity.generate()
        words = fingerprint(str(key.to_public()))
        page = self.add(qtbot, at, window, settled, key)
        assert words in page.form.done.text()
        assert TEAM in page.lines[0].words.text()
        assert words in page.lines[0].words.text()
        file = tmp_path / "key.txt"
        file.write_text(f"# made up\n{key}\n")
        copied = shutil.copytree(window.folder, tmp_path / "copied", ignore=shutil.ignore_patterns("*.lock"))
        with recover.recover_with_key(copied, file.read_bytes(), NEW, cost=FLOOR) as vault:
            assert vault.store.count()
        answers = iter([False, True])
        monkeypatch.setattr(asking, "may_go", lambda *_: next(answers))
        page.lines[0].out.click()
        settled(window)
        assert page.lines, "asked, and thought better of"
        page.lines[0].out.click()
        page.form.done.clear()
        page = changed(qtbot, window, settled)
        assert page.lines == []
        assert page.form.organisation.text() == ways_in_page.NOBODY
        assert not header.read(window.folder).body.slots_of("escrow")

    def test_the_packs_key_is_offered_and_has_to_be_compared(self, qtbot, at, window, settled):
        page = at("escrow")
        settled(window)
        assert page.form.offered.text().startswith(escrow.OFFERED), "the practice log has a made-up pack"
        qtbot.mouseClick(page.form.go_on, LEFT)
        assert said(page) == escrow.COMPARE
        assert page.form.words.text() == fingerprint(page.form.key.text())
        page.form.compared.setChecked(True)
        page.form.key.setText(str(pyrage.x25519.Identity.generate().to_public()))
        assert not page.form.compared.isChecked(), "another key was not compared"

    def test_what_is_no_public_key_is_said(self, qtbot, at):
        page = at("escrow")
        page.form.who.clear()
        page.form.key.setText(str(pyrage.x25519.Identity.generate()))
        assert page.form.words.text() == escrow.NOT_YET
        qtbot.mouseClick(page.form.go_on, LEFT)
        assert said(page) == f"Say who keeps the key: a team or an office. {SecretGiven()}"


class TestKey:
    def test_changed_with_passphrase_and_sheet_while_something_is_being_written(
        self, qtbot, at, window, settled, monkeypatch, tmp_path
    ):
        at("short_route", fresh=True)
        name = window.focusWidget()
        qtbot.keyClicks(name, "Robin Madeup")
        assert window.seal()
        inbox = header.read(window.folder).body.inbox
        page = at("rotate")
        assert "sealed anew" in page.form.before.text()
        page.form.old.setText(PASSPHRASE)
        page.form.another.setChecked(True)
        for box in (page.form.passphrase, page.form.repeat):
            box.setText(NEW)
        qtbot.mouseClick(page.form.go_on, LEFT)
        sheet = window.made("new_sheet")
        qtbot.waitUntil(lambda: window._stack.currentWidget() is sheet and sheet.new is not None, timeout=60_000)
        assert page.form.old.text() == ""
        assert unlocks(window.folder, PASSPHRASE), "nothing is changed yet"
        monkeypatch.setattr(asking, "where_to_save", lambda *_: tmp_path / "sheet.pdf")
        qtbot.mouseClick(sheet.form.save_pdf, LEFT)
        settled(window)
        type_back(sheet)
        code = sheet.new.sheet.code
        qtbot.mouseClick(sheet.form.go_on, LEFT)
        ways = changed(qtbot, window, settled)
        assert ways.form.done.text().startswith("The log’s key is changed")
        assert header.read(window.folder).body.inbox != inbox
        at("short_route")
        qtbot.keyClicks(name, ", known as Bob")
        assert window.seal()
        held = [str(draft.answers) for draft in Drafts(window.worker.vault).all()]
        assert any("Robin Madeup, known as Bob" in words for words in held)
        window.worker.close()
        assert not unlocks(window.folder, PASSPHRASE)
        assert unlocks(window.folder, NEW)
        assert recovery.unlock_header(code, header.read(window.folder))

    def test_without_a_sheet_there_is_one_button_and_the_key_of_emergency_notes_is_held_to(
        self, qtbot, at, window, settled
    ):
        window.practice = False  # a practice log is never remembered
        page = at("rotate")
        page.form.old.setText(PASSPHRASE)
        page.form.without.setChecked(True)
        assert page.form.without_words.isVisible()
        qtbot.mouseClick(page.form.go_on, LEFT)
        ways = changed(qtbot, window, settled)
        assert ways.form.sheet.text() == ways_in_page.NO_SHEET
        assert not window.has_recovery
        assert window.settings.logs[0].inbox == header.read(window.folder).body.inbox

    def test_stopped_nothing_is_changed(self, qtbot, at, window, settled, monkeypatch):
        before = header.read(window.folder).data
        page = at("rotate")
        monkeypatch.setattr(rotate, "_copy", lambda *_: page._long.stop() or _tell_on(_[-1]))
        page.form.old.setText(PASSPHRASE)
        page.form.without.setChecked(True)
        qtbot.mouseClick(page.form.go_on, LEFT)
        qtbot.waitUntil(lambda: bool(said(page)), timeout=60_000)
        assert said(page) == str(errors.Cancelled())
        assert header.read(window.folder).data == before
        assert page.form.go_on.isEnabled()

    def test_interrupted_there_is_one_way_on_and_that_is_locking(self, qtbot, at, window, monkeypatch):
        locked = []
        monkeypatch.setattr(window, "_lock", lambda: locked.append(True))

        def fail(*_, **__):
            raise errors.KeyChangeInterrupted

        monkeypatch.setattr(ways_in, "rotate", fail)
        page = at("rotate")
        page.form.old.setText(PASSPHRASE)
        page.form.without.setChecked(True)
        qtbot.mouseClick(page.form.go_on, LEFT)
        qtbot.waitUntil(lambda: bool(said(page)), timeout=60_000)
        assert said(page).startswith(str(errors.KeyChangeInterrupted()))
        assert not page.form.go_on.isEnabled()
        qtbot.mouseClick(page.problems._lines[0], LEFT)
        assert locked == [True]


def _tell_on(tell) -> None:
    for step in range(100):
        tell(step, 100)


def unlocks(folder, words) -> bool:
    try:
        header.read(folder).unlock(words)
    except errors.WrongPassphrase:
        return False
    return True


class TestLeft:
    """A page that is left has its work stopped; what could not be stopped any more takes nobody off another page."""

    def test_a_key_that_was_drawn_for_nobody_is_not_used(self, qtbot, at, window, settled, monkeypatch):
        go_on, before = threading.Event(), header.read(window.folder).data
        begin = ways_in.begin_rotation
        monkeypatch.setattr(ways_in, "begin_rotation", lambda *a, **more: (go_on.wait(60), begin(*a, **more))[1])
        page = at("rotate")
        page.form.old.setText(PASSPHRASE)
        page.form.without.setChecked(True)
        qtbot.mouseClick(page.form.go_on, LEFT)
        home = window.show_page("home")
        go_on.set()
        qtbot.waitUntil(page.form.go_on.isEnabled)
        settled(window)
        assert window._stack.currentWidget() is home
        assert header.read(window.folder).data == before

    def test_what_was_changed_all_the_same_is_said_the_next_time(self, qtbot, at, window, settled):
        page = at("change_passphrase")
        for box, words in ((page.form.old, PASSPHRASE), (page.form.passphrase, NEW), (page.form.repeat, NEW)):
            box.setText(words)
        qtbot.mouseClick(page.form.go_on, LEFT)
        home = window.show_page("home")
        qtbot.waitUntil(page.form.go_on.isEnabled)
        settled(window)
        assert window._stack.currentWidget() is home
        assert at("ways_in").form.done.text() == "The passphrase is changed."
        assert unlocks(window.folder, NEW)

    def test_an_interrupted_change_of_the_key_is_said_on_any_page_and_locks(self, qtbot, at, window, monkeypatch):
        said_on, locked, go_on = [], [], threading.Event()
        monkeypatch.setattr(window, "problem", said_on.append)
        monkeypatch.setattr(window, "_lock", lambda: locked.append(True))

        def fail(*_, **__):
            go_on.wait(60)
            raise errors.KeyChangeInterrupted

        monkeypatch.setattr(ways_in, "rotate", fail)
        page = at("rotate")
        page.form.old.setText(PASSPHRASE)
        page.form.without.setChecked(True)
        qtbot.mouseClick(page.form.go_on, LEFT)
        qtbot.waitUntil(lambda: page.form.working.text() == rotate_page.WORKING)
        window.show_page("home")
        go_on.set()
        qtbot.waitUntil(lambda: bool(locked))
        assert [type(problem) for problem in said_on] == [errors.KeyChangeInterrupted]
