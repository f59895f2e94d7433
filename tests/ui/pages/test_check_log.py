"""The page that checks the log: it goes on while one works, says what it found, and puts right what can be."""

from __future__ import annotations

import pytest

from sharedesk.desk import proving, witness
from sharedesk.ui import typed_slip
from sharedesk.ui.pages import check_log
from sharedesk.vault.errors import Cancelled


@pytest.fixture
def page(window, go):
    return go(window, "check_log")


@pytest.fixture
def alone(monkeypatch):
    """A small log looked through in the worker's own turn: what the processes do is tested with the vault."""
    monkeypatch.setattr(proving, "check_log", lambda vault, tell, _folders: proving.check_alone(vault, tell))


def ended(page, qtbot):
    qtbot.waitUntil(lambda: not page.work.is_busy)


def states(page):
    return [part.form.title.text().partition(": ")[2] for part in page.parts if part.isVisible()]


def test_a_sound_log_is_said_to_be_so_while_one_goes_on_working(page, window, qtbot, go, settled):
    page.form.check.click()
    assert page.form.stop.isVisible()
    assert not page.form.anew.isEnabled()
    go(window, "home")  # leaving does not stop it
    answers = []
    window.worker.read(lambda vault: vault.store.count(), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    ended(page, qtbot)
    go(window, "check_log")
    assert page.form.verdict.text() == proving.SOUND
    assert states(page) == ["in order"] * 5 + ["something to look at"]
    assert not page.form.mend_files.isVisible()


def test_it_can_be_stopped(page, window, qtbot):
    page.form.check.click()
    page.form.stop.click()
    ended(page, qtbot)
    assert page.form.done.text() == str(Cancelled())
    assert not page.form.verdict.isVisible()
    assert page.form.check.isEnabled()


def test_lists_that_differ_are_made_anew_and_files_put_right(page, window, qtbot, alone, settled):
    def spoil(vault):
        vault.store.connection.execute("UPDATE decision SET missing = missing + 1")
        (vault.folder / "sharedesk.header.bak").unlink()

    window.worker.read(spoil, lambda _: None)
    page.form.check.click()
    ended(page, qtbot)
    assert page.form.verdict.text() == proving.BESIDE
    assert states(page).count("a problem") == 2
    changed = []
    window.worker.changed.connect(changed.append)
    page.form.anew.click()
    ended(page, qtbot)
    assert page.form.done.text().startswith("The lists and the search are made anew: ")
    assert len(changed) == 1  # so that every list is read again
    assert not page.form.parts.isVisible()
    page.form.check.click()
    ended(page, qtbot)
    page.form.mend_files.click()
    qtbot.waitUntil(page.form.done.isVisible)
    page.form.check.click()
    ended(page, qtbot)
    assert page.form.verdict.text() == proving.SOUND


def test_an_altered_log_is_said_to_be_so(page, window, qtbot, alone):
    def alter(vault):
        vault.store.connection.execute("UPDATE entry SET kind = 'correction' WHERE pos = (SELECT max(pos) FROM entry)")

    window.worker.read(alter, lambda _: None)
    page.form.check.click()
    ended(page, qtbot)
    assert page.form.verdict.text() == f"There is a problem. {proving.ALTERED}"
    shown = [part.form for part in page.parts if part.form.found.isVisible()]
    assert [form.advice.text().partition(":")[0] for form in shown] == ["What to do"]


def test_a_slip_is_typed_line_by_line(page, window, qtbot):
    seen = []
    window.worker.read(witness.witness_of, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    form, (slip,) = page.form, seen
    form.compare.click()
    assert form.writer_state.text() == typed_slip.WRITER
    form.writer.setFocus()
    qtbot.keyClicks(form.writer, slip.writer[:8])
    assert not form.writer_state.isVisible()
    form.number.setText(str(slip.sequence))
    form.line_1.setText(slip.typed[:18])
    form.line_2.setText(slip.typed[20:])
    form.compare.click()
    assert form.line_1_state.text() == "1 character is missing in this line."
    assert not page.work.is_busy
    wrong = "7" if slip.typed[18] != "7" else "8"
    form.line_1.setText(slip.typed[:18] + wrong)
    form.compare.click()
    ended(page, qtbot)
    assert form.line_1_state.text() == typed_slip.MISTYPED
    form.line_1.setText(slip.typed[:19])
    form.line_2.setFocus()
    qtbot.keyClick(form.line_2, "\r")
    ended(page, qtbot)
    assert form.answer.text().startswith("Unchanged since the slip.")


def test_a_slip_pasted_as_its_code_fills_every_box(page, window, qtbot):
    seen = []
    window.worker.read(witness.witness_of, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    page.form.writer.setText(seen[0].qr)
    page.form.writer.textEdited.emit(seen[0].qr)  # as when it is pasted
    assert (page.form.line_1.text(), page.form.line_2.text()) == (seen[0].typed[:19], seen[0].typed[20:])
    assert page.form.number.text() == str(seen[0].sequence)


def test_what_holds_up_the_rest_is_stopped_on_leaving(page, window, qtbot, monkeypatch, go):
    """Making lists anew, not a check."""
    begun = []

    def for_ever(vault, tell):
        while True:
            tell(1, 2)
            begun.append(1)

    monkeypatch.setattr(check_log.proving, "make_lists_anew", for_ever)
    page.form.anew.click()
    qtbot.waitUntil(lambda: bool(begun))
    window.show_page("home")
    ended(page, qtbot)
    assert page.form.done.text() == str(Cancelled())
