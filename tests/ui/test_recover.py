"""Locked out, in the real window: by the recovery sheet, whatever became of passphrase and header."""

from __future__ import annotations

import shutil

import msgspec
import pyrage
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from vault import world

from sharedesk.desk import recovering
from sharedesk.ui import asking, new_passphrase, sheet_lines
from sharedesk.ui.pages import recover
from sharedesk.ui.window import Window
from sharedesk.vault import backup, backup_file, database, errors, escrow, header, ways
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create, unlock

NEW = "turbine mossy gallstone pretzel unwound"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "log"
    vault, sheet = create(folder, world.PASSPHRASE, world.AUTHOR, practice=True, cost=FLOOR)
    with vault:
        world.record(vault, world.Decision(reasons="Before it was lost."))
    return folder, sheet


@pytest.fixture
def sheet(made):
    return made[1]


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    """As little work for a new passphrase as is allowed: it is not what is looked at here."""
    monkeypatch.setattr("sharedesk.vault.keys.calibrated", lambda seconds=1.0: FLOOR)


@pytest.fixture
def at(qtbot, made, tmp_path, appearance):
    """Opens a copy of the log, locked, and goes on to getting back in. `spoil` is done to the copy before."""
    windows = []

    def opened(spoil=lambda folder: None):
        folder = shutil.copytree(made[0], tmp_path / "log")
        spoil(folder)
        renewed = []
        window = Window(folder, lambda *, hidden=False: None, appearance, renew=lambda **asked: renewed.append(asked))
        window.renewed = renewed
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.mouseClick(window._stack.currentWidget().form.cannot, LEFT)
        settle(qtbot, window)
        return window, window._stack.currentWidget()

    yield opened
    for window in windows:
        window.worker.close()


def settle(qtbot, window) -> None:
    """Wait until the worker has answered. (That of ui.conftest makes the pages of an open log ready.)"""
    for _ in range(3):
        answers = []
        window.worker.run(lambda: None, answers.append)
        qtbot.waitUntil(lambda answers=answers: bool(answers))


def without_header(folder):
    for name in (header.NAME, header.COPY):
        (folder / name).unlink()


def damaged_header(folder):
    for name in (header.NAME, header.COPY):
        (folder / name).write_bytes(b"SHAREDESK-HEADER and then nothing of use")


def foreign_header(folder):
    other = folder.parent / "other"
    create(other, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    for name in (header.NAME, header.COPY):
        shutil.copy2(other / name, folder / name)


def said(page) -> str:
    return page.problems.accessibleDescription() if page.problems.isVisible() else ""


def type_lines(qtbot, lines, words) -> None:
    for line, typed in zip(lines.lines, words, strict=True):
        qtbot.waitUntil(line.box.hasFocus)
        qtbot.keyClicks(line.box, typed.lower())
        assert line.form.state.text() == sheet_lines.RIGHT
        if line is not lines.lines[-1]:
            qtbot.keyClick(line.box, Qt.Key.Key_Return)


def choose(qtbot, window, words=NEW):
    """Choose a new passphrase, and wait until the log is open."""
    page = window._stack.currentWidget()
    assert page is window._pages["recover_new"]
    qtbot.waitUntil(page.form.passphrase.hasFocus)
    qtbot.keyClicks(page.form.passphrase, words)
    qtbot.keyClicks(page.form.repeat, words)
    qtbot.keyClick(page.form.repeat, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Back in", timeout=20_000)
    settle(qtbot, window)


def test_a_forgotten_passphrase(qtbot, at, sheet):
    window, page = at()
    assert f"Log {sheet.log[:8]}" in page.form.which.text()
    assert page.form.block.isHidden()
    type_lines(qtbot, page.code, sheet.code_lines)
    assert page.code.typed[:3] == list(sheet.code_lines[:3]), "as it is printed, once it is left"
    qtbot.keyClick(page.code.lines[-1].box, Qt.Key.Key_Return)
    settle(qtbot, window)
    choose(qtbot, window)
    assert window.is_inside
    assert "recover" not in window._pages, "with what was typed in it"
    assert "recover_new" not in window._pages
    back = window._pages["recovered"]
    assert back.form.checked.text().startswith("Everything in it was checked: 4 entries")
    qtbot.mouseClick(back.form.go_on, LEFT)
    settle(qtbot, window)
    assert window._stack.currentWidget() is window._pages["home"]
    window.worker.close()
    unlock(window.folder, NEW).lock()
    with pytest.raises(errors.WrongPassphrase):
        unlock(window.folder, world.PASSPHRASE)


@pytest.mark.parametrize("spoil", [without_header, damaged_header])
def test_a_header_of_no_use_asks_for_the_key_block_as_well(qtbot, at, sheet, spoil):
    window, page = at(spoil)
    assert page.form.trouble.text().startswith(recovering.find(window.folder).trouble)
    assert page.form.which.text() == ""
    type_lines(qtbot, page.code, sheet.code_lines)
    qtbot.keyClick(page.code.lines[-1].box, Qt.Key.Key_Return)
    type_lines(qtbot, page.block, sheet.slot_lines)
    qtbot.keyClick(page.block.lines[-1].box, Qt.Key.Key_Return)
    settle(qtbot, window)
    choose(qtbot, window)
    window.worker.close()
    unlock(window.folder, NEW).lock()


def test_an_organisations_key_and_the_backups_are_locked_anew(qtbot, at, tmp_path, monkeypatch):
    """The file of the wrong key changes nothing; that of the right one opens log and backups with a new passphrase."""
    right, wrong = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    files = []

    def let_in(folder):
        with unlock(folder, world.PASSPHRASE) as vault:
            ways.add_holder(vault, str(right.to_public()), "Made-up records team")
            backup.back_up(vault, backup.proposed_name(vault))

    window, page = at(let_in)
    assert fingerprint(str(right.to_public())) in page.form.organisation_words.text()
    monkeypatch.setattr(asking, "which_file", lambda *_: files[-1])
    for number, key in enumerate((wrong, right)):
        files.append(tmp_path / f"key {number}.txt")
        files[-1].write_text(f"# made up\n{key}\n")
        before = world.snapshot(window.folder)
        qtbot.mouseClick(page.form.key_file, LEFT)
        settle(qtbot, window)
        assert world.snapshot(window.folder) == before
        assert said(page) == (str(escrow.WrongKeyFile()) if key is wrong else "")
    choose(qtbot, window)
    back = window._pages["recovered"]
    qtbot.waitUntil(back.form.backups.isVisible)
    assert "1 backup opens as the log does now" in back.form.backups.text()
    window.worker.close()
    (made,) = (window.folder / "backups").iterdir()
    head = backup_file.header_in(made)[1]
    assert head.unlock(NEW)
    with pytest.raises(errors.WrongPassphrase):
        head.unlock(world.PASSPHRASE)


def test_without_an_organisations_key_none_is_asked_for(at):
    assert not at()[1].form.key_file.isVisible()


def test_another_logs_header_is_found_out_and_the_sheet_opens_this_log(qtbot, at, sheet):
    window, page = at(foreign_header)
    page.code.fill(list(sheet.code_lines))
    qtbot.mouseClick(page.form.go_on, LEFT)
    settle(qtbot, window)
    assert said(page) == f"{errors.WrongRecoveryCode().sentence} {recover.OTHER_LOG}"
    assert not page.form.block.isHidden()
    page.block.fill(list(sheet.slot_lines))
    qtbot.mouseClick(page.form.go_on, LEFT)
    settle(qtbot, window)
    choose(qtbot, window)
    window.worker.close()
    with unlock(window.folder, NEW) as vault:
        assert vault.log == sheet.log


def test_the_paper_and_the_database_alone_are_enough_on_another_computer(
    qtbot, made, sheet, tmp_path, appearance, monkeypatch
):
    """Found by its folder, from the first page of all."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    folder = tmp_path / "from a stick"
    folder.mkdir()
    shutil.copy2(made[0] / database.NAME, folder)
    window = Window(None, lambda *, hidden=False: None, appearance)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.mouseClick(window._stack.currentWidget().form.known, LEFT)
    monkeypatch.setattr(asking, "folder", lambda *_: folder)
    qtbot.mouseClick(window._stack.currentWidget().form.find, LEFT)
    settle(qtbot, window)
    assert window.windowTitle() == "ShareDesk: Locked"
    qtbot.mouseClick(window._stack.currentWidget().form.cannot, LEFT)
    settle(qtbot, window)
    page = window._stack.currentWidget()
    page.code.fill(list(sheet.code_lines))
    page.block.fill(list(sheet.slot_lines))
    qtbot.mouseClick(page.form.go_on, LEFT)
    settle(qtbot, window)
    choose(qtbot, window)
    window.worker.close()
    with unlock(folder, NEW) as vault:
        assert vault.store.count() == 4


def test_a_typing_mistake_is_said_on_its_line_as_soon_as_the_line_is_typed(qtbot, at, sheet):
    _window, page = at()
    line = page.code.lines[1]
    typed = sheet.code_lines[1].replace("-", "")
    wrong = typed[:-1] + ("0" if typed[-1] != "0" else "1")
    line.box.setFocus()
    qtbot.keyClicks(line.box, wrong[:-1])
    assert line.form.state.text() == ""
    qtbot.keyClicks(line.box, wrong[-1])
    assert line.form.state.text() == sheet_lines.MISTYPED
    qtbot.keyClick(line.box, Qt.Key.Key_Backspace)
    assert line.form.state.text() == ""
    qtbot.keyClick(line.box, Qt.Key.Key_Tab)
    assert line.form.state.text() == "1 character is missing in this line."
    qtbot.mouseClick(page.form.go_on, LEFT)
    assert said(page) == (
        "Type line 1 of the recovery code. Line 2 of the recovery code is not complete. "
        "Type line 3 of the recovery code. Type line 4 of the recovery code."
    )
    assert page.problems.hasFocus()
    qtbot.mouseClick(page.problems._lines[1], LEFT)
    assert line.box.hasFocus()
    qtbot.keyClicks(line.box, typed[-1])
    assert line.form.state.text() == sheet_lines.RIGHT


def test_all_lines_pasted_at_once_go_where_they_belong(qtbot, at, sheet):
    _window, page = at()
    numbered = "\n".join(f"{number}. {line}" for number, line in enumerate(sheet.code_lines, 1))
    QGuiApplication.clipboard().setText(numbered)
    page.code.lines[0].box.setFocus()
    page.code.lines[0].box.paste()
    qtbot.waitUntil(lambda: page.code.typed == list(sheet.code_lines))


def test_a_sheet_saved_as_text_fills_the_lines(qtbot, at, sheet, tmp_path, monkeypatch):
    window, page = at()
    text = ["Recovery code", *sheet.code_lines, "", "Key block", *sheet.slot_lines]
    (tmp_path / "sheet.txt").write_text("\n".join(text))
    monkeypatch.setattr(asking, "which_file", lambda *_: tmp_path / "sheet.txt")
    qtbot.mouseClick(page.form.from_file, LEFT)
    settle(qtbot, window)
    assert page.code.typed == list(sheet.code_lines)
    assert page.form.go_on.hasFocus()
    (tmp_path / "sheet.txt").write_text("a shopping list")
    qtbot.mouseClick(page.form.from_file, LEFT)
    settle(qtbot, window)
    assert said(page) == str(recovering.NotASheet())


def test_nothing_to_get_into_is_said_and_no_lines_are_asked_for(qtbot, at):
    _window, page = at(lambda folder: (folder / database.NAME).unlink())
    assert said(page) == str(errors.DatabaseMissing())
    assert not page.form.code.isVisible()
    assert not page.form.go_on.isVisible()


def test_the_new_passphrase_is_minded_as_on_the_first_day(qtbot, at, sheet):
    window, page = at()
    page.code.fill(list(sheet.code_lines))
    qtbot.mouseClick(page.form.go_on, LEFT)
    settle(qtbot, window)
    new = window._stack.currentWidget()
    for box in (new.form.passphrase, new.form.repeat):
        box.setText("fluffy")
    assert new.form.strength.text().startswith("Weak")
    qtbot.mouseClick(new.form.go_on, LEFT)
    assert said(new) == new_passphrase.WEAK.format("Open the log")
    qtbot.mouseClick(new.form.back, LEFT)
    settle(qtbot, window)
    assert page.code.typed == list(sheet.code_lines), "whoever comes back need not type the lines again"
    assert new.form.passphrase.text() == ""


def test_what_goes_wrong_while_it_is_opened_is_said_there(qtbot, at, sheet):
    window, page = at()
    page.code.fill(list(sheet.code_lines))
    qtbot.mouseClick(page.form.go_on, LEFT)
    settle(qtbot, window)
    new = window._stack.currentWidget()
    for box in (new.form.passphrase, new.form.repeat):
        box.setText(NEW)
    with unlock(window.folder, world.PASSPHRASE):
        qtbot.mouseClick(new.form.go_on, LEFT)
        qtbot.waitUntil(lambda: bool(said(new)), timeout=20_000)
    assert said(new) == str(errors.VaultInUse())
    assert new.form.go_on.isEnabled()
    assert not new.form.progress.isVisible()
    qtbot.mouseClick(new.form.go_on, LEFT)
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Back in", timeout=20_000)
    settle(qtbot, window)


def test_what_was_typed_goes_when_the_page_is_left_and_the_process_is_another(qtbot, at, sheet):
    window, page = at()
    assert not window.holds_words
    qtbot.mouseClick(page.form.back, LEFT)
    settle(qtbot, window)
    assert window.renewed == [], "nothing was typed"
    window._stack.currentWidget().form.cannot.click()
    settle(qtbot, window)
    qtbot.keyClicks(page.code.lines[0].box, "a")
    assert window.holds_words, "walking away locks it"
    assert window.seal()
    qtbot.mouseClick(page.form.back, LEFT)
    settle(qtbot, window)
    assert page.code.is_empty
    assert window.renewed == [{}]


def test_a_key_that_fits_is_a_secret_too(qtbot, at, tmp_path, monkeypatch):
    key = pyrage.x25519.Identity.generate()

    def let_in(folder):
        with unlock(folder, world.PASSPHRASE) as vault:
            ways.add_holder(vault, str(key.to_public()), "Made-up records team")

    window, page = at(let_in)
    (tmp_path / "key.txt").write_text(str(key))
    monkeypatch.setattr(asking, "which_file", lambda *_: tmp_path / "key.txt")
    qtbot.mouseClick(page.form.key_file, LEFT)
    settle(qtbot, window)
    new = window._stack.currentWidget()
    assert new is window._pages["recover_new"]
    assert window.holds_words
    qtbot.mouseClick(new.form.back, LEFT)
    settle(qtbot, window)
    qtbot.mouseClick(page.form.back, LEFT)
    settle(qtbot, window)
    assert window.renewed == [{}]


def until_stopped(_words, progress):
    while True:
        progress(0, 1)


def test_what_ends_after_the_page_was_left_takes_the_focus_from_nobody(qtbot, at, sheet):
    """The emergency form is opened while the log is: opening stops, and whoever types there goes on typing."""
    window, page = at()
    page.code.fill(list(sheet.code_lines))
    qtbot.mouseClick(page.form.go_on, LEFT)
    settle(qtbot, window)
    new, ended = window._stack.currentWidget(), []
    for box in (new.form.passphrase, new.form.repeat):
        box.setText(NEW)
    new._way = msgspec.structs.replace(new._way, open=until_stopped)
    refused = new._refused
    new._refused = lambda problem: (refused(problem), ended.append(problem))
    qtbot.mouseClick(new.form.go_on, LEFT)
    window.show_page("logs")
    focus = window.focusWidget()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], errors.Cancelled)
    assert window.focusWidget() is focus
    assert not window.is_inside
