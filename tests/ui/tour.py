"""A walk through every page of the window in its states, for whoever looks at all of them: tests and pictures alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from ui.tour_afterwards import afterwards
from ui.tour_backups import backing, restoring
from ui.tour_checking import checking
from ui.tour_erasing import erasing, known_best
from ui.tour_ways import recovering, ways

from sharedesk.desk.copy_errors import CopyRefused, Place
from sharedesk.desk.emergency_words import Typed
from sharedesk.desk.quick_share import NoteWriter
from sharedesk.domain.check_record import About
from sharedesk.domain.quick_share import Told, new_note
from sharedesk.ui.page import Page
from sharedesk.ui.pages.check_run import CheckRunPage
from sharedesk.ui.pages.first_passphrase import FirstPassphrasePage
from sharedesk.ui.pages.guidance import GuidancePage, View
from sharedesk.ui.pages.notes import NotesPage
from sharedesk.ui.pages.quick import QuickPage
from sharedesk.ui.pages.request import RequestPage
from sharedesk.ui.pages.requests import RequestsPage
from sharedesk.ui.recording import recording_of
from sharedesk.ui.sheet import SECTIONS
from sharedesk.ui.window import Window

Settle = Callable[[Window], None]
Stop = tuple[str, Page]
LONG = "Bartholomew Featherstonehaugh-Cholmondeley-Majoribanks the Younger of Upper Pretend, known as Bart, " * 3
PASSPHRASE = "turbine mossy gallstone pretzel unwound"


def unlocked(window: Window, settle: Settle, decision: str) -> Iterator[Stop]:
    """Every page of an open log that holds decisions; `decision` is the id of one. Ends with it recorded anew."""

    def shown(name: str, **about: object) -> Page:
        page = window.show_page(name, **about)
        settle(window)
        return page

    yield "home", shown("home")
    yield "decisions", shown("decisions")
    yield from people(window, settle)
    window.find_box.setText("made")
    page = shown("found", words="made")
    page._find()
    settle(window)
    yield "found", page
    yield "found-nothing", nothing_found(window, settle)
    window.find_box.clear()
    reading = shown("reading", decision=decision)
    yield "reading", reading
    yield "correction", shown("correction", decision=decision)
    yield "told", shown("told", decision=decision)
    shown("reading", decision=decision)
    reading.form.preview.click()  # type: ignore[attr-defined]
    settle(window)
    preview = window._pages["preview"]
    yield "preview", preview
    preview.form.as_text.click()  # type: ignore[attr-defined]
    preview.form.protect.click()  # type: ignore[attr-defined]
    yield "preview-text", preview
    yield from copies(window, settle, decision)
    yield "log", shown("log")
    yield from checking(window, settle)
    settings = shown("settings")
    settings.form.show_events.click()  # type: ignore[attr-defined]
    settle(window)
    yield "settings", settings
    yield from backing(window, settle)
    yield from ways(window, settle)
    yield from quick_share(window, settle)
    yield from emergencies(window, settle)
    yield from afterwards(window, settle, LONG)
    yield from shelf(window, settle)
    yield from requests(window, settle)
    yield from reconsidering(window, settle, decision)
    yield from erasing(window, settle, decision, known_best(window, settle))
    yield from recording(window, settle)


def quick_share(window: Window, settle: Settle) -> Iterator[Stop]:
    """The emergency form: empty, with what it still asks for, with the words for paper, full, and recorded."""

    def now() -> QuickPage:
        settle(window)
        settle(window)  # what it asks the organisation's pack comes after the draft
        page = window._pages["quick"]
        assert isinstance(page, QuickPage)
        return page

    window.show_page("quick", fresh=True)
    now().make_whole()
    yield "quick", now()
    now().save()
    yield "quick-error", now()
    page = now()
    page.form.fill(Typed(name=LONG, at_risk=LONG, shared=LONG, why=("danger_now",), why_line=LONG, said_at="noon"))
    page._edited()
    page.form.foot.paper.click()
    yield "quick-paper", now()
    page.save()
    settle(window)
    yield "quick-saved", window._pages["quick_saved"]


def emergencies(window: Window, settle: Settle) -> Iterator[Stop]:
    """Notes to check, of each kind, opened, turned away and kept; then home, which says what is to finish, and when."""

    def now(press: QAbstractButton | None = None) -> Page:
        if press is not None:
            press.click()
        settle(window)
        page = window._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    window.show_page("notes")
    yield "notes-none", now()
    assert window.folder is not None
    for saved in (True, False):
        told = Told(name="Dana Duty", organisation="Anytown Council (fictional)")
        note = new_note(datetime.now().astimezone())
        note = msgspec.structs.replace(note, told=told, at_risk=LONG, shared=LONG, why=("danger_now",), said_at="noon")
        NoteWriter(window.folder).seal(note, saved=saved)
    (window.folder / "inbox" / "planted.sealed").write_bytes(b"nothing of ours")
    page = window.show_page("notes")
    yield "notes", now()
    assert isinstance(page, NotesPage)
    for number, line in enumerate(list(page.lines.lines)):
        page.lines.go(line.key)
        yield f"note-{number}", now(page.form.open)
        window.show_page("notes")
        settle(window)
    page.form.all.click()
    away = now(page.form.turn_away)
    yield "turn-away", away
    yield "turn-away-error", now(away.form.go)  # type: ignore[attr-defined]
    window.show_page("notes")
    settle(window)
    page.lines.go(next(one.sha256 for one in page._waiting.values() if one.note is not None and one.note.saved))
    yield "notes-kept", now(now(page.form.open).form.keep)  # type: ignore[attr-defined]
    home = window.show_page("home")
    yield "home-to-finish", now()
    remind = now(home.form.remind)  # type: ignore[attr-defined]
    yield "remind", remind
    yield "remind-error", now(remind.form.go)  # type: ignore[attr-defined]


def shelf(window: Window, settle: Settle) -> Iterator[Stop]:
    """The guidance shelf, from its topics to a statement that was found; and the organisation's pack."""
    page = window.show_page("guidance")
    settle(window)
    assert isinstance(page, GuidancePage)
    yield "guidance", page
    for name, view in (("topic", View("topic", "other-law")), ("statement", View("statement", "rule-2"))):
        page.open_view(view)
        settle(window)
        yield f"guidance-{name}", page
    page.form.search.setText("consent")
    page._first_found()
    settle(window)
    yield "guidance-found", page
    window.show_page("guidance", place="telling/raises-risk", back=lambda: None)
    settle(window)
    yield "guidance-place", page
    organisation = window.show_page("organisation")
    settle(window)
    yield "organisation", organisation


def requests(window: Window, settle: Settle) -> Iterator[Stop]:
    """A request with a long name and a date that no calendar has; then the list with it waiting."""
    page = window.show_page("request", draft="")
    settle(window)
    assert isinstance(page, RequestPage)
    yield "request", page
    page.fields.inputs["organisation"].setText(LONG)  # type: ignore[union-attr]
    page.fields.inputs["needed_by"].setText("31 February 2027")  # type: ignore[union-attr]
    page._edited()
    page.form.decide.click()
    settle(window)
    yield "request-error", page
    listed = window.show_page("requests")
    settle(window)
    assert isinstance(listed, RequestsPage)
    listed.model.data(listed.model.index(0, 0))
    settle(window)
    yield "requests", listed


def people(window: Window, settle: Settle) -> Iterator[Stop]:
    """The people of the log, nobody found, and one person's page."""
    page = window.show_page("people")
    settle(window)
    yield "people", page
    page.form.find.setText("zzzz")  # type: ignore[attr-defined]
    page._read()  # type: ignore[attr-defined]
    settle(window)
    yield "people-nobody", page
    page.form.find.clear()  # type: ignore[attr-defined]
    page._read()  # type: ignore[attr-defined]
    settle(window)
    page.model.data(page.model.index(0, 0))  # type: ignore[attr-defined]  # as painting asks for it
    settle(window)
    page._open(page.model.at(page.model.index(0, 0)))  # type: ignore[attr-defined]
    settle(window)
    yield "person", window._pages["person"]


def copies(window: Window, settle: Settle, decision: str) -> Iterator[Stop]:
    """Copies of a decision: which and for whom, looked through, not ready, by phone, refused, handed over, sent."""

    def now() -> Page:
        settle(window)
        page = window._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    window.show_page("copies", decision=decision)
    page = now()
    yield "copies", page
    page.form.go_on.click()  # type: ignore[attr-defined]
    page = now()
    page.form.at_risk.setCurrentIndex(1)  # type: ignore[attr-defined]
    page.form.at_risk.activated.emit(1)  # type: ignore[attr-defined]
    page._look()  # type: ignore[attr-defined]  # as a moment later
    yield "protect", now()
    page.form.make.click()  # type: ignore[attr-defined]
    yield "protect-not-ready", now()
    page.form.phone.click()  # type: ignore[attr-defined]
    yield "phone", now()
    places = (Place("page 1", "still/x/name", "Name: page 1, the copy as text.", "name"),)
    window.show_page("refused", looking=page._looking, plan=page._plan, problem=CopyRefused(places))  # type: ignore[attr-defined]
    yield "refused", now()
    window.show_page("protect")
    page = now()
    for _ in range(3):
        decide_all(page)
        page.form.make.click()  # type: ignore[attr-defined]
        if now() is not page:
            break
    page = now()
    assert page.title == "Copy to hand over", page.form.problems  # type: ignore[attr-defined]
    yield "copy-preview", page
    page.copy_text.click()  # type: ignore[attr-defined]
    settle(window)
    page.form.back.click()  # type: ignore[attr-defined]
    page = now()
    yield "copies-sent", page
    page._sent.buttons[0].click()  # type: ignore[attr-defined]
    yield "sent", now()


def decide_all(page: Page) -> None:
    """Everything that a copy asks, as proposed: place by place, word by word, question by question."""
    while page.places.next_open():  # type: ignore[attr-defined]
        page.form.decide.click()  # type: ignore[attr-defined]
    words = page.words.list  # type: ignore[attr-defined]
    for row in range(len(words.lines)):
        words.setData(words.index(row), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    for check in page.checks:  # type: ignore[attr-defined]
        if not check.isChecked():
            check.click()


def reconsidering(window: Window, settle: Settle, decision: str) -> Iterator[Stop]:
    """A decision taken up again, with people who are known, to its record and back to the earlier one."""

    def shown(name: str, **about: object) -> Page:
        page = window.show_page(name, **about)
        settle(window)
        return page

    yield "reconsider", shown("short_route", reconsider=decision)
    yield "reconsider-tasks", shown("tasks")
    section = shown("section", section="people")
    settle(window)
    yield "reconsider-people", section
    section.sheets["people"].views[0].known._set(  # type: ignore[attr-defined]
        section.sheets["people"].views[0].fields.inputs["people"].parts[0],
        "",  # type: ignore[attr-defined]
    )
    settle(window)
    yield "reconsider-people-asked", section
    shown("short_route")
    check = shown("check", back="short_route")
    yield "reconsider-check", check
    check.form.record.click()  # type: ignore[attr-defined]
    settle(window)
    yield "reading-taken-up", shown("reading", decision=decision)


def nothing_found(window: Window, settle: Settle) -> Page:
    window.find_box.setText("zzzz")
    page = window.show_page("found", words="zzzz")
    page._find()  # type: ignore[attr-defined]
    settle(window)
    return page


def recording(window: Window, settle: Settle) -> Iterator[Stop]:
    """From an empty short route, by a long name and a mistake, to the confirmation."""

    def shown(name: str, **about: object) -> Page:
        page = window.show_page(name, **about)
        settle(window)
        return page

    short = shown("short_route", fresh=True)
    yield "short-route", short
    name = window.focusWidget()
    assert name is not None
    name.setText(LONG)  # type: ignore[attr-defined]
    short._edited()  # type: ignore[attr-defined]
    short._follow.stop()  # type: ignore[attr-defined]
    short.sheet.collect()  # type: ignore[attr-defined]  # as a moment later
    settle(window)
    yield "short-route-long-name", short
    yield "tasks", shown("tasks")
    for section in SECTIONS:
        yield f"section-{section}", shown("section", section=section)
    yield "drafts", shown("drafts")
    yield from checks(window, settle)
    shown("short_route")
    check = shown("check", back="short_route")
    yield "check", check
    check.form.record.click()  # type: ignore[attr-defined]
    settle(window)
    if recorded := window._pages.get("recorded"):
        yield "recorded", recorded


def checks(window: Window, settle: Settle) -> Iterator[Stop]:
    """A check as it begins, with its prompts answered and something else decided, and a safe contact card."""
    page = window.show_page("check_run", check="telling", about=about_the_first(window), back=lambda: None)
    settle(window)
    assert isinstance(page, CheckRunPage)
    yield "check-run", page
    page.views["opening"].choose("yes")
    settle(window)
    while waiting := [v for v in page.views.values() if not (v.isHidden() or v.property("more") or v.answer())]:
        waiting[0].choose("yes" if waiting[0].id == "sexual-abuse" else "no")
        settle(window)
    page.decide("safe_route_only")
    settle(window)
    yield "check-run-decided", page
    for check in ("first-questions", "lawful-basis"):
        shown = window.show_page("check_run", check=check, about=About(), back=lambda: None)
        settle(window)
        yield f"check-run-{check}", shown


def about_the_first(window: Window) -> About:
    draft = recording_of(window).draft
    assert draft is not None
    return About(person=draft.answers["people"][0]["key"])


def outside(window: Window, settle: Settle, open_log: Window) -> Iterator[Stop]:
    """First run, in a window without a log; and the locked page of another, last, with a wrong passphrase."""

    def current() -> Page:
        page = window._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    first = current()
    assert isinstance(first, FirstPassphrasePage)
    yield "first-passphrase", first
    first.form.go_on.click()
    settle(window)
    yield "first-passphrase-error", first
    first.form.passphrase.setText(PASSPHRASE)
    first.form.repeat.setText(PASSPHRASE)
    first.form.go_on.click()
    for _ in range(4):
        settle(window)
    recovery = current()
    yield "first-recovery", recovery
    recovery.form.without.setChecked(True)  # type: ignore[attr-defined]
    recovery.form.go_on.click()  # type: ignore[attr-defined]
    settle(window)
    yield "first-you", current()
    window.show_page("logs")
    settle(window)
    yield "logs", current()
    window.show_page("quick")
    current().make_whole()  # type: ignore[attr-defined]
    settle(window)
    settle(window)
    yield "quick-no-log", current()
    window.show_page("quick_saved", reference="7KQ2-M9XP-R")
    settle(window)
    yield "quick-sealed", current()
    yield from recovering(window, settle, Path(os.environ["XDG_DATA_HOME"]))
    yield from restoring(window, settle, Path(os.environ["XDG_DATA_HOME"]))
    locked = open_log.show_page("locked")
    settle(open_log)
    yield "locked", locked
    locked.form.passphrase.setText("wrong")  # type: ignore[attr-defined]
    locked.form.unlock.click()  # type: ignore[attr-defined]
    settle(open_log)
    yield "locked-error", locked
