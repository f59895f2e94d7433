"""A sign that nobody sees, in a name or any text, is said wherever the window shows it. What is kept stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from ui import tour
from ui.conftest import made
from ui.tour import Settle, Stop
from ui.tour_erasing import one_person, one_record

from sharedesk.desk import record
from sharedesk.domain.visible import hides_something
from sharedesk.exchange import decision_input
from sharedesk.resources import resource
from sharedesk.ui import asking, printing
from sharedesk.ui.window import Window
from sharedesk.vault import people

SIGNS = "\u202e\u200b"
NAMES = ("Madeupson", "Robin", "Wren", "Ash", "Dex", "Fabricated", "Imaginary", "Notreal", "Anytown", "U+202E")
REFERENCED = re.compile(r"(PRACTICE-)?[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z](-[a-z-]+)?\.pdf")
DATES = {"said", "event_at", "known_at", "decided_at", "shared_at", "at", "on", "by_when", "born", "due", "zone"}


def signed(value: Any, key: str = "") -> Any:
    """Everything that is words, with the signs in its midst."""
    if isinstance(value, dict):
        return {name: signed(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [signed(one, key) for one in value]
    is_words = isinstance(value, str) and " " in value and key not in DATES and not value[0].isdigit()
    return f"{value[:1]}{SIGNS}{value[1:]}" if is_words else value


@pytest.fixture(scope="session")
def signed_log(tmp_path_factory) -> Path:
    """The practice log, with signs that nobody sees in every name and text."""
    folder = tmp_path_factory.mktemp("signed") / "log"
    plain = json.loads(resource("practice", "decisions.json").read_bytes())
    with made(folder) as vault:
        decisions = decision_input.read_decisions(json.dumps(signed(plain)).encode())
        record.record(vault, decisions)
    return folder


def texts_of(root: QWidget) -> Iterator[tuple[str, str]]:
    """Every text that a widget and what is in it shows, or has read out; what can be typed into apart."""
    yield "title", root.windowTitle()
    for each in [root, *root.findChildren(QWidget)]:
        if not each.isVisible():
            continue
        what = f"{type(each).__name__} {each.objectName()!r}"
        for words in (each.accessibleName(), each.accessibleDescription(), each.toolTip()):
            yield f"{what} to a screen reader", words
        if isinstance(each, QLabel | QAbstractButton):
            yield what, each.text()
        elif isinstance(each, QGroupBox):
            yield what, each.title()
        elif isinstance(each, QComboBox):
            yield from ((what, each.itemText(number)) for number in range(each.count()))
        elif isinstance(each, QLineEdit) and each.isReadOnly():
            yield what, each.text()
        elif isinstance(each, QPlainTextEdit | QTextEdit) and each.isReadOnly():
            yield what, each.toPlainText()
        elif isinstance(each, QAbstractItemView):
            yield from ((what, words) for words in cells_of(each))


def cells_of(view: QAbstractItemView) -> Iterator[str]:
    model, roles = view.model(), Qt.ItemDataRole
    columns = range(1 if isinstance(view, QListView) else model.columnCount())
    for index in (model.index(row, column) for row in range(model.rowCount()) for column in columns):
        for role in (roles.DisplayRole, roles.AccessibleTextRole, roles.ToolTipRole):
            yield str(index.data(role) or "")


def hidden_among(shown: Iterable[tuple[str, str]]) -> list[str]:
    return sorted({f"{what}: {words[:60]!a}" for what, words in shown if hides_something(words)})


def stops(window: Window, settle: Settle, decision: str) -> Iterator[Stop]:
    """Every page that shows something of a record of the log: those of a tour that do."""
    for name, about in (("home", {}), ("decisions", {}), ("reading", {"decision": decision}),
                        ("correction", {"decision": decision}), ("told", {"decision": decision})):  # fmt: skip
        page = window.show_page(name, **about)
        settle(window)
        yield name, page
    yield from tour.people(window, settle)
    window.find_box.setText("made")
    page = window.show_page("found", words="made")
    page._find()
    settle(window)
    yield "found", page
    window.show_page("reading", decision=decision)
    settle(window)
    window._pages["reading"].form.preview.click()
    settle(window)
    yield "preview", window._pages["preview"]
    window._pages["preview"].form.as_text.click()
    yield "preview-text", window._pages["preview"]
    yield from tour.copies(window, settle, decision)
    yield from tour.reconsidering(window, settle, decision)
    found: list[str] = []
    window.worker.read(
        lambda vault: people.people_at(vault.store, people.every_row(vault.store, ""))[0].id, found.append
    )
    settle(window)
    yield from one_person(window, settle, found[0])
    yield from one_record(window, settle, decision)


def test_on_every_page_and_in_no_title_nor_proposed_name(
    open_window, signed_log, first_decision, settled, monkeypatch, tmp_path
):
    proposed, asked = [], []
    monkeypatch.setattr(asking, "where_to_save", lambda _page, title, name, _kind: proposed.append((title, name)))
    monkeypatch.setattr(printing, "choose_printer", lambda _page, reference: asked.append(reference))
    window = open_window(signed_log)
    found, said, titles = {}, 0, set()
    for name, page in stops(window, settled, first_decision(window)):
        shown = list(texts_of(window))
        if hidden := hidden_among(shown):
            found[name] = hidden
        said += any("[U+202E]" in words for _, words in shown)
        for top in QApplication.topLevelWidgets():
            titles |= {top.windowTitle(), top.windowFilePath(), top.windowIconText()}
        if name in ("preview", "copy-preview"):
            page.form.save.click()
            page.form.print_it.click()
    assert found == {}, json.dumps(found, indent=1)
    assert said > 15, "the control: most pages show some of it, said"
    outside = [*titles, *(word for pair in proposed for word in pair), *asked]
    assert len(proposed) == len(asked) == 2
    assert "ShareDesk: Preview" in titles or len(titles) > 8
    assert [words for words in outside if names_somebody(words)] == []
    assert all(REFERENCED.fullmatch(name) for _, name in proposed)


def names_somebody(words: str) -> bool:
    return hides_something(words) or any(name in words for name in NAMES)


def test_what_is_shown_without_being_said_is_found(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    label = QLabel(f"Ro{SIGNS}bin", page)
    label.setObjectName("name")
    page.show()
    assert hidden_among(texts_of(page)) == ["QLabel 'name': 'Ro\\u202e\\u200bbin'"]
