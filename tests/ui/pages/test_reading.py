"""Reading a decision: all of the paper's words, as they were written, with every entry's time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from PySide6.QtGui import QGuiApplication

from sharedesk.desk import record
from sharedesk.desk.guidance_in_use import guidance_in_use
from sharedesk.domain.decision import Decision
from sharedesk.paper import rationale
from sharedesk.paper.plain import plain_text
from sharedesk.ui.story import html

HOSTILE = "<b>bold</b> & <img src='file:///etc/hostname'> &lt;\n  two spaces  <script>x</script>"


def test_every_word_of_the_record_is_there(window, go, first_decision):
    decision = first_decision(window)
    page = go(window, "reading", decision=decision)
    shown = words_of(page.form.story.toPlainText())
    written = words_of(" ".join(texts_in(page._document.blocks)))
    assert len(written) > 300
    assert written <= shown


def words_of(text: str) -> set[str]:
    return set(text.replace("\xa0", " ").split())


def texts_in(block: object) -> Iterator[str]:
    if isinstance(block, str):
        yield block
    elif isinstance(block, tuple):
        for part in block:
            yield from texts_in(part)
    elif is_dataclass(block):
        for field in fields(block):
            if field.name not in ("widths", "level"):
                yield from texts_in(getattr(block, field.name))


def test_the_time_of_every_entry_is_there(window, go, first_decision, settled):
    decision = first_decision(window)
    page = go(window, "reading", decision=decision)
    entries: list[object] = []
    window.worker.read(lambda vault: vault.store.entries_of(decision), entries.extend)
    settled(window)
    assert len(entries) > 1
    for entry in entries:
        assert rationale.recorded(entry.leaf.at, entry.leaf.offset) in page.form.story.toPlainText()


def test_text_that_looks_like_markup_is_text(window, go, settled):
    made: list[record.Recorded] = []
    window.worker.write(lambda vault: record.record(vault, [Decision(reasons=HOSTILE)]), made.extend)
    settled(window)
    page = go(window, "reading", decision=made[0].id)
    shown = page.form.story.toPlainText().replace("\xa0", " ").replace("\u2028", "\n")
    assert HOSTILE in shown
    assert "<b>" not in html(page._document).replace("<td width='32%'><b>", "")
    assert "<img" not in html(page._document)
    assert "&lt;img" in html(page._document)


def test_copy_as_text_copies_the_rationale(window, go, first_decision):
    page = go(window, "reading", decision=first_decision(window))
    page.form.copy.click()
    assert QGuiApplication.clipboard().text() == plain_text(page._document)


def test_the_title_of_the_window_holds_no_reference_and_no_name(window, go, first_decision):
    go(window, "reading", decision=first_decision(window))
    assert window.windowTitle() == "ShareDesk: Decision"
    assert guidance_in_use() not in window.windowTitle()
