"""Copies in the window: looked through place by place, kept as a draft, refused, handed over, and asked for again."""

from __future__ import annotations

import time

import msgspec
import pytest
from desk import copies_world as family
from desk.test_outward import leaking
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QTextCursor
from ui import tour
from ui.conftest import made

from sharedesk.desk import record, release
from sharedesk.desk.drafting import Drafts
from sharedesk.domain.copies import copies_of
from sharedesk.domain.decision import PersonInvolved
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.person import PersonStatement
from sharedesk.paper import read_back
from sharedesk.ui import asking, printing
from sharedesk.ui.marked_text import MarkedText

CARE, LAW = "Exampleshire Children's Services", "Wend and Wend Solicitors"


@pytest.fixture(scope="module")
def family_log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("family") / "log"
    with made(folder) as vault:
        record.record(vault, [family.decision()])
    return folder


@pytest.fixture
def window(open_window, family_log):
    return open_window(family_log)


@pytest.fixture
def decision(window, first_decision) -> str:
    return first_decision(window)


@pytest.fixture
def asked(window, go, decision, settled):
    """Asks for a copy, as somebody would; gives the page that is shown then."""

    def ask(kind: str, who: str):
        page = go(window, "copies", decision=decision)
        page.form.kind.setCurrentIndex(page.form.kind.findData(kind))
        page.form.who.setCurrentIndex(page.form.who.findText(who))
        page.form.go_on.click()
        return now(window, settled)

    return ask


def now(window, settled):
    settled(window)
    settled(window)
    return window._stack.currentWidget()


def through(window, settled, page):
    """Everything decided as proposed, and the copy asked for; gives the page that is shown then."""
    for _ in range(3):
        tour.decide_all(page)
        page.form.make.click()
        if now(window, settled) is not page:
            break
    return now(window, settled)


def in_log(window, settled, decision: str):
    """The decision as it stands, its copies, and the drafts."""
    got: list[object] = []
    window.worker.read(lambda vault: (vault.store.entries_of(decision), Drafts(vault).all()), got.append)
    settled(window)
    entries, drafts = got[0]
    return fold_decision(entries).decision, copies_of(entries), drafts


def test_every_reader_is_offered_their_own_copy(window, go, decision):
    page = go(window, "copies", decision=decision)
    offered = {}
    for row in range(page.form.kind.count()):
        page.form.kind.setCurrentIndex(row)
        offered[page.form.kind.itemData(row)] = [page.form.who.itemText(n) for n in range(page.form.who.count())]
    people = [family.CHILD, family.MOTHER, family.FATHER, family.SOURCE]
    assert offered == {
        "recipient": [CARE, LAW, "Exampleton Swimming Club"], "family": people, "subject_access": people,
        "answer": ["Exampleton Swimming Club"],
    }  # fmt: skip


def test_who_is_not_to_be_told_has_no_copy_and_the_page_says_what_to_do(window, asked, decision, settled):
    page = asked("family", family.FATHER)
    assert page.title == "Copies to hand over"
    assert "not to be told yet" in page.problems.accessibleDescription()
    assert "Go through telling this person again" in page.problems.accessibleDescription()
    assert in_log(window, settled, decision)[2] == [], "no draft of a copy that cannot be made"


def test_each_place_is_decided_by_itself(window, asked, settled):
    page = asked("recipient", CARE)
    must = [spot for spot in page.places.spots.values() if spot.must]
    assert len(must) > 1
    assert page.form.one_title.text().endswith(f"“{must[0].words}”")
    assert page.form.text.textCursor().position() > 0, "the text is where the place is"
    before = page.form.left.text()
    page.form.decide.click()
    assert page.form.left.text() != before
    rows = [line.words for line in page.places.list.lines]
    assert sum(words.startswith("To decide") for words in rows) == len(must) - 1
    assert page.form.one_title.text().endswith(f"“{must[1].words}”"), "the next that is open"


def test_what_is_left_is_named_with_the_way_there(window, asked, settled):
    page = asked("subject_access", family.CHILD)
    page.form.make.click()
    said = page.problems.accessibleDescription()
    assert "to decide" in said
    assert "to read" in said
    assert "questions" in said
    page.problems._lines[1].click()
    assert page.form.words.hasFocus()


def test_keeping_somebody_who_could_be_harmed_takes_a_reason(window, asked, settled):
    page = asked("subject_access", family.CHILD)
    key = next(key for key, spot in page.places.spots.items() if spot.reason)
    page.places.list.go(key)
    page.form.handling.setCurrentIndex(page.form.handling.findData("keep"))
    page.form.decide.click()
    assert "give the reason" in page.form.one_problem.text()
    assert page.form.reason.hasFocus()
    page.form.reason.setText("They live there themselves.")
    page.form.decide.click()
    assert page.places.list.lines[list(page.places.spots).index(key)].words.startswith("Stays")


def test_what_was_decided_waits_as_a_draft_and_is_gone_on_with(window, go, asked, decision, settled):
    page = asked("recipient", LAW)
    tour.decide_all(page)
    page.form.back.click()
    _, _, drafts = in_log(window, settled, decision)
    assert [draft.kind for draft in drafts] == ["copy"]
    listed = go(window, "drafts")
    assert listed.lines[0].accessibleName().startswith("A copy to hand over, last saved")
    listed.lines[0].click()
    page = now(window, settled)
    assert page.title == "Protecting identities"
    assert page.form.left.text() == "Everything here is decided."
    again = go(window, "copies", decision=decision)
    again.form.who.setCurrentIndex(again.form.who.findText(LAW))
    assert again.form.begun.isVisible()


def test_printed_saved_and_copied_are_each_noted(window, asked, decision, settled, monkeypatch, tmp_path):
    page = through(window, settled, asked("recipient", CARE))
    assert page.title == "Copy to hand over"
    pages: list[bytes] = []
    monkeypatch.setattr(printing, "choose_printer", lambda *_: object())
    monkeypatch.setattr(printing, "send", lambda _printer, pdf, count, _progress: pages.append(pdf) or count)
    monkeypatch.setattr(asking, "where_to_save", lambda *_: tmp_path / "copy.pdf")
    page.form.print_it.click()
    settled(window)
    assert page.form.about.text().endswith("went to the printer. The log keeps what was sent.")
    page.form.save.click()
    settled(window)
    page.copy_text.click()
    settled(window)
    there, copies, drafts = in_log(window, settled, decision)
    assert [copy.about.outcome for copy in copies] == ["printed", "saved", "copied_as_text"]
    saved = (tmp_path / "copy.pdf").read_bytes()
    assert pages == [saved], "the very bytes that were read back"
    assert family.MOTHER not in read_back.text_of(saved)
    assert family.MOTHER not in QGuiApplication.clipboard().text()
    assert drafts == [], "handed over: nothing waits any more"
    assert next(one for one in there.identities if one.because == "he threatened the mother").copy == "recipient"


def test_a_look_alone_is_no_copy(window, asked, decision, settled):
    page = through(window, settled, asked("recipient", CARE))
    page.form.back.click()
    assert now(window, settled).title == "Protecting identities"
    assert in_log(window, settled, decision)[1] == ()


def test_a_refused_copy_names_each_place_and_goes_with_a_reason(
    window, asked, decision, settled, monkeypatch, tmp_path
):
    monkeypatch.setattr(release, "as_pdf", leaking("page 1"))
    page = through(window, settled, asked("recipient", LAW))
    assert page.title == "Not handed over"
    assert any("page 1" in button.accessibleName() for button in page._places.buttons)
    page.form.send.click()
    assert "Write why it has to go as it is" in page.form.problem.text()
    page.form.send_because.setPlainText("The court asked for it today.")
    page.form.send.click()
    page = now(window, settled)
    assert page.title == "Copy to hand over"
    monkeypatch.setattr(asking, "where_to_save", lambda *_: tmp_path / "copy.pdf")
    page.form.save.click()
    settled(window)
    (copy,) = in_log(window, settled, decision)[1]
    assert (copy.about.outcome, copy.because) == ("sent_with_a_reason", "The court asked for it today.")
    assert copy.about.survived


def test_shared_by_phone_is_noted_and_nothing_is_handed_over(window, asked, decision, settled):
    page = asked("recipient", LAW)
    page.form.phone.click()
    page = now(window, settled)
    page.form.phone.click()
    assert "Write what was said" in page.form.problem.text()
    page.form.phone_because.setPlainText("The bruises; it could not wait.")
    page.form.phone.click()
    page = now(window, settled)
    assert page.form.notice.text().startswith("Noted: shared by phone.")
    (copy,) = in_log(window, settled, decision)[1]
    assert (copy.about.outcome, copy.because, copy.blocks) == (
        "shared_by_phone", "The bruises; it could not wait.", (),
    )  # fmt: skip


def test_what_was_sent_is_the_same_file_again(window, asked, decision, settled, monkeypatch, tmp_path):
    page = through(window, settled, asked("answer", "Exampleton Swimming Club"))
    monkeypatch.setattr(asking, "where_to_save", lambda *_: tmp_path / "copy.pdf")
    page.form.save.click()
    settled(window)
    page.form.back.click()
    page = now(window, settled)
    (line,) = page._sent.buttons
    line.click()
    page = now(window, settled)
    assert "byte for byte" in page.form.same.text()
    page.form.preview.click()
    page = now(window, settled)
    assert page._printed.pdf == (tmp_path / "copy.pdf").read_bytes()
    assert family.GIVEN_REASON in page.form.text.toPlainText().replace("\n", " ")


def test_what_is_typed_while_it_is_looked_through_again_is_left_alone(window, asked, settled, qtbot):
    page = asked("recipient", LAW)
    page.form.at_risk.setFocus()
    qtbot.keyClicks(page.form.at_risk, "y")
    page.form.because.setFocus()
    qtbot.keyClicks(page.form.because, "he wai")
    page._look()
    settled(window)
    qtbot.keyClicks(page.form.because, "ts outside")
    page._look()
    settled(window)
    assert page.form.because.text() == "he waits outside"
    assert page._plan.identity.because == "he waits outside"
    assert page._plan.identity.anyone_at_risk == "yes"
    rows = [line.words for line in page.pieces.list.lines]
    assert any("Do not disclose to" in words and "he waits outside" in words for words in rows)


def test_words_selected_in_the_text_are_taken_out(window, asked, settled):
    page = asked("recipient", CARE)
    text = page.form.text
    at = text.toPlainText().index("left arm")
    cursor = text.textCursor()
    cursor.setPosition(at)
    cursor.setPosition(at + len("left arm"), QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    page.form.by_hand.click()
    assert page.form.one_title.text().endswith("“left arm”")
    preview = through(window, settled, page)
    assert "left arm" not in preview._made.text
    assert "two bruises on the [left out]" in preview._made.text


# ---- Places are characters of the text as it was written, whatever Qt counts ----


@pytest.mark.parametrize("before", ["", "😀 𝒜 ", "one\r\ntwo\rthree\x00", "e\u0301 \u200b"])
def test_a_place_is_where_it_was_in_the_text(qtbot, before):
    box = MarkedText()
    qtbot.addWidget(box)
    text = f"{before}Perrin 😀 was here"
    box.show_texts([("a", "First", "😀"), ("b", "Second", text)])
    at = ("b", len(before), len(before) + 6)
    box.select(at)
    assert box.textCursor().selectedText() == "Perrin"
    assert box.selected() == at
    box.show_marks([(at, False)], at)
    assert [one.cursor.selectedText() for one in box.extraSelections()] == ["Perrin", "Perrin"]


# ---- Large ----


def test_a_large_text_with_a_thousand_people_does_not_freeze_the_window(window, go, settled, qtbot):
    large = family.decision()
    names = [f"{first}{second} Quillby{third}" for first in "BCDFGHJKLM" for second in ("ari", "ola", "une", "ebo",
             "ipa", "osu", "ame", "uli", "eta", "iko") for third in "abcdefghij"]  # fmt: skip
    people = tuple(
        PersonInvolved(key=f"p{n}", who=PersonStatement(name=name, kind="adult"), could_be_harmed="yes")
        for n, name in enumerate(names)
    )
    lines = "".join(f"At ten {names[n % 1000]} was seen at the door with her mother and said so. " for n in range(1400))
    item = msgspec.structs.replace(large.items[0], text=lines[:100_000])
    large = msgspec.structs.replace(large, people=(*large.people, *people), items=(item, *large.items[1:]))
    recorded: list[record.Recorded] = []
    window.worker.write(lambda vault: record.record(vault, [large]), recorded.extend)
    settled(window)
    longest, last = 0.0, time.thread_time()

    def tick() -> None:
        nonlocal longest, last
        at = time.thread_time()
        longest, last = max(longest, at - last), at

    timer = QTimer(interval=1)
    timer.timeout.connect(tick)
    timer.start()
    care = care_of(window, settled, recorded)
    longest, last = 0.0, time.thread_time()
    page = window.show_page("protect", decision=recorded[0].id, kind="recipient", whose=care)
    qtbot.waitUntil(lambda: bool(page.places.spots), timeout=20_000)
    qtbot.wait(50)
    opening, longest = longest, 0.0
    last = time.thread_time()
    page.form.decide.click()
    qtbot.wait(50)
    assert len(page.places.spots) > 1000
    assert opening < 0.5, "of the window's thread at work without a pause; 80 ms on the machine it was written on"
    assert longest < 0.3


def care_of(window, settled, recorded) -> str:
    got: list[str] = []
    window.worker.read(
        lambda vault: fold_decision(vault.store.entries_of(recorded[0].id)).decision.recipients[0].key, got.append
    )
    settled(window)
    return got[0]


def test_a_key_ticks_a_word(window, asked, settled, qtbot):
    page = asked("subject_access", family.CHILD)
    page.form.words.setFocus()
    qtbot.keyClick(page.form.words, Qt.Key.Key_Space)
    assert page.words.list.lines[0].ticked
    assert page._plan.choices.read == (page.words.list.lines[0].key,)


def test_what_was_being_written_is_there_after_locking(window, open_window, asked, decision, settled, qtbot):
    page = asked("subject_access", family.CHILD)
    key = next(key for key, spot in page.places.spots.items() if spot.reason)
    page.places.list.go(key)
    page.form.handling.setCurrentIndex(page.form.handling.findData("keep"))
    qtbot.keyClicks(page.form.reason, "They live the")
    assert window.seal()
    drafts = in_log(window, settled, decision)[2]
    page.form.phone.click()
    now(window, settled).form.phone_because.setPlainText("That the bruis")
    assert window.seal()
    window.worker.close()
    again = open_window(window.folder)
    page = again.show_page("protect", draft=drafts[0].id)
    settled(again)
    settled(again)
    page.places.list.go(key)
    assert page.form.reason.text() == "They live the"
    assert page.form.handling.currentData() == "keep"
    assert page.places.list.lines[list(page.places.spots).index(key)].words.startswith("To decide"), "nobody decided it"
    page.form.phone.click()
    assert now(again, settled).form.phone_because.toPlainText() == "That the bruis"


def test_own_words_on_why_a_text_stays_out_are_kept_before_they_are_decided(
    window, open_window, asked, decision, settled, qtbot
):
    page = asked("recipient", LAW)
    page.pieces.list.go(page.pieces.list.lines[1].key)
    page.form.goes.setCurrentIndex(page.form.goes.findData("own"))
    qtbot.keyClicks(page.form.own, "They have it al")
    page.places.list.go(next(iter(page.places.spots)))
    page.form.decide.click()
    assert page.form.own.text() == "They have it al", "while something else is decided"
    assert window.seal()
    drafts = in_log(window, settled, decision)[2]
    window.worker.close()
    again = open_window(window.folder)
    page = again.show_page("protect", draft=drafts[0].id)
    settled(again)
    settled(again)
    page.pieces.list.go(page.pieces.list.lines[1].key)
    assert page.form.own.text() == "They have it al"
    assert page.form.own.isVisible()
    page.form.set_piece.click()
    page.pieces.list.go(page.pieces.list.lines[0].key)
    assert page.form.own.text() != "They have it al"
    assert page.pieces.list.lines[1].words.startswith("Held back")
