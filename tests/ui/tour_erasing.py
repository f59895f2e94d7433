"""The part of the tour that looks at how long records are kept, keeps one longer, and erases a person and a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from sharedesk.domain.organisation import Retention
from sharedesk.ui.page import Page
from sharedesk.ui.pages.erase import ErasePage
from sharedesk.ui.pages.erase_go import EraseGoPage
from sharedesk.ui.pages.erase_what import EraseWhatPage
from sharedesk.ui.pages.keep_longer import KeepLongerPage
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window
from sharedesk.vault import backup, people

Settle = Callable[[Window], None]
Stop = tuple[str, Page]
AUTHORITY = "Data protection officer, letter of 3 March 2026"
AT_ONCE = (
    Retention(kind="Decisions", years=0, counted_from="the last entry", count_from="last_entry"),
    Retention(kind="Enquiries", years=3, counted_from="the end of the enquiry"),
)


def known_best(window: Window, settle: Settle) -> str:
    """The id of the person whom the log has most about."""
    found: list[str] = []
    window.worker.read(
        lambda vault: people.people_at(vault.store, people.every_row(vault.store, "robin"))[0].id, found.append
    )
    settle(window)
    return found[0]


def erasing(window: Window, settle: Settle, decision: str, person: str) -> Iterator[Stop]:
    """`decision` is the id of one with everything in it; it is erased. `person`: the id of one with much about them."""
    yield from kept(window, settle, decision)
    window.worker.read(lambda vault: backup.back_up(vault, backup.proposed_name(vault)), lambda _: None)
    settle(window)
    yield from one_person(window, settle, person)
    yield from one_record(window, settle, decision)


def kept(window: Window, settle: Settle, decision: str) -> Iterator[Stop]:
    """The list without anything due, with periods that end at once; keeping one longer, with nothing put in."""
    yield "retention", now(window, settle, "retention")
    shelves = shelves_of(window)
    shelf = shelves.opened()
    assert shelf.organisation is not None
    shelves._shelf = msgspec.structs.replace(
        shelf, organisation=msgspec.structs.replace(shelf.organisation, retention=AT_ONCE)
    )
    yield "retention-due", now(window, settle, "retention")
    shelves._shelf = shelf
    page = now(window, settle, "keep_longer", decision=decision)
    assert isinstance(page, KeepLongerPage)
    page.form.go.click()
    yield "keep-longer-error", now(window, settle)
    page.form.discard.click()
    settle(window)


def one_person(window: Window, settle: Settle, person: str) -> Iterator[Stop]:
    """As far as other words for the first piece that has to be decided."""
    page = now(window, settle, "erase", person=person)
    assert isinstance(page, ErasePage)
    yield "erase-person", page
    page.form.go.click()
    yield "erase-person-error", now(window, settle)
    page.form.category.setCurrentIndex(1)
    page.form.authority.setPlainText(AUTHORITY)
    page.form.go.click()
    what = now(window, settle)
    assert isinstance(what, EraseWhatPage)
    yield "erase-pieces", what
    what.form.go.click()
    yield "erase-pieces-error", now(window, settle)
    becomes = what.form.becomes
    becomes.setCurrentIndex(becomes.findData("reword"))
    becomes.activated.emit(becomes.currentIndex())
    yield "erase-piece-reworded", now(window, settle)


def one_record(window: Window, settle: Settle, decision: str) -> Iterator[Stop]:
    """All of it, to the end: the report, with a new backup made."""
    page = now(window, settle, "erase", decision=decision)
    assert isinstance(page, ErasePage)
    page.form.category.setCurrentIndex(2)
    page.form.authority.setPlainText(AUTHORITY)
    page.form.go.click()
    what = now(window, settle)
    assert isinstance(what, EraseWhatPage)
    yield "erase-record", what
    what.form.go.click()
    go = now(window, settle)
    assert isinstance(go, EraseGoPage)
    go.form.go.click()
    yield "erase-go-error", now(window, settle)
    go.form.word.setText("Erase")
    go.form.go.click()
    yield "erased", now(window, settle)


def now(window: Window, settle: Settle, name: str = "", **about: object) -> Page:
    """The page that is shown, or another, once all that was asked for is there."""
    if name:
        window.show_page(name, **about)
    for _ in range(2):
        settle(window)
    page = window._stack.currentWidget()
    assert isinstance(page, Page)
    return page
