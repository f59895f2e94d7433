"""Preview: the pages are those of the PDF, the text is the document's, and what is saved is the same PDF."""

from __future__ import annotations

import re
import threading
import time

import pikepdf
import pytest

from sharedesk.paper import read_back
from sharedesk.ui import asking, printing


@pytest.fixture
def preview(window, go, first_decision, settled):
    page = go(window, "reading", decision=first_decision(window))
    page.form.preview.click()
    settled(window)
    return window._pages["preview"]


@pytest.fixture
def where(monkeypatch, tmp_path):
    """Answers the file dialog; remembers which name was proposed."""
    asked: dict[str, object] = {"answer": tmp_path / "copy.pdf"}

    def answer(_parent, _title, proposed, _kind):
        asked["proposed"] = proposed
        return asked["answer"]

    monkeypatch.setattr(asking, "where_to_save", answer)
    return asked


def test_the_first_page_is_shown_and_the_rest_by_turning(preview, window, settled):
    pages = preview._printed.pages
    assert pages > 1
    assert preview.form.which.text() == f"Page 1 of {pages}"
    first = preview.form.picture.pixmap().toImage()
    assert abs(first.height() / first.width() - 297 / 210) < 0.01, "A4"
    assert not preview.form.previous.isEnabled()
    for _ in range(pages):
        preview.form.next.click()
    settled(window)
    assert preview.form.which.text() == f"Page {pages} of {pages}"
    assert not preview.form.next.isEnabled()
    assert preview.form.picture.pixmap().toImage() != first


def test_larger_draws_it_larger(preview, window, settled):
    before = preview.form.picture.pixmap().width()
    preview.form.larger.click()
    settled(window)
    assert preview.form.picture.pixmap().width() == pytest.approx(before * 1.4, rel=0.02)
    for _ in range(20):
        preview.form.smaller.click()
    settled(window)
    assert preview.form.picture.pixmap().width() < before


def test_the_text_is_that_of_the_paper(preview):
    preview.form.as_text.click()
    assert preview.form.text.isVisible()
    assert not preview.form.paper.isVisible()
    words = set(re.findall(r"[^\W_]+", preview.form.text.toPlainText()))  # rules are the text's own
    on_paper = "".join(re.findall(r"[^\W_]+", read_back.text_of(preview._printed.pdf)))  # of two lines
    missing = {word for word in words if word not in on_paper}
    assert len(words) > 300
    assert len(missing) < len(words) * 0.01, missing


def test_saved_without_a_password(preview, window, settled, where):
    reference = preview._document.reference
    preview.form.save.click()
    settled(window)
    assert where["proposed"] == f"PRACTICE-{reference}.pdf", "the reference and nothing else"
    assert where["answer"].read_bytes() == preview._printed.pdf
    assert preview.form.about.text() == "Saved as “copy.pdf”."


def test_saved_with_a_password_opens_only_with_it(preview, window, settled, where):
    preview.form.protect.click()
    preview.form.password.setText("three plain words")
    preview.form.save.click()
    settled(window)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(where["answer"])
    with pikepdf.open(where["answer"], password="three plain words") as copy:
        assert len(copy.pages) == preview._printed.pages
    assert "opens only with the password" in preview.form.about.text()
    assert preview.form.password.text() == ""


def test_a_password_that_is_empty_saves_nothing(preview, window, settled, where):
    preview.form.protect.click()
    preview.form.save.click()
    settled(window)
    assert not where["answer"].exists()
    assert preview.form.problem.text().startswith("There is a problem. The copy was not made: its password is empty.")


def test_a_file_that_is_there_is_never_overwritten(preview, window, settled, where):
    where["answer"].write_bytes(b"somebody else's")
    preview.form.save.click()
    settled(window)
    assert where["answer"].read_bytes() == b"somebody else's"
    assert preview.form.problem.isVisible()
    assert preview.form.problem.text().startswith("There is a problem.")


def test_called_off_saves_nothing(preview, window, settled, where, tmp_path):
    where["answer"] = None
    before = sorted(tmp_path.iterdir())
    preview.form.save.click()
    settled(window)
    assert sorted(tmp_path.iterdir()) == before


def test_back_goes_where_it_was_asked_from_and_nothing_stays(preview, window, settled):
    assert preview.form.text.toPlainText()
    preview.form.back.click()
    settled(window)
    assert window.windowTitle() == "ShareDesk: Decision"
    assert preview.form.text.toPlainText() == ""
    assert preview._printed is None
    assert preview._document is None


def test_the_witness_slip_is_previewed_too(window, go, settled):
    page = go(window, "check_log")
    page.form.slip.click()
    settled(window)
    preview = window._pages["preview"]
    assert preview._printed.pages == 1
    assert "Witness slip" in preview.form.title.text()
    preview.form.back.click()
    assert window.windowTitle() == "ShareDesk: Check this log"


def test_printing_can_be_stopped_and_says_what_may_come_out(preview, window, settled, qtbot, monkeypatch):
    begun, told = threading.Event(), []

    def send(_printer, _pdf, pages, progress):
        begun.set()
        for number in range(500):
            told.append(number)
            progress(number, 500)
            time.sleep(0.01)
        return pages

    monkeypatch.setattr(printing, "choose_printer", lambda *_: object())
    monkeypatch.setattr(printing, "send", send)
    preview.form.print_it.click()
    assert begun.wait(5)
    assert preview.form.stop.hasFocus()
    assert preview.form.print_it.isHidden()
    preview.form.stop.click()
    qtbot.waitUntil(lambda: "Printing was stopped" in preview.form.about.text(), timeout=1000)
    assert len(told) < 200
    assert preview.form.stop.isHidden()
    assert preview.form.print_it.hasFocus()
