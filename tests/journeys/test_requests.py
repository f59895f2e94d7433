"""Journey 6, at the keyboard in the real window: a request arrives; it is made clear, rung back, and answered.

Once refused with the reason that was given, once answered with what they need; the answer is made, saved and read back.
"""

from __future__ import annotations

import pytest
from journeys.typist import ALT, Typist
from PySide6.QtCore import Qt
from ui.conftest import PASSPHRASE, settle

from sharedesk.desk.requests import CLEAR
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.copies import copies_of
from sharedesk.domain.fold import fold_decision
from sharedesk.paper.read_back import text_of
from sharedesk.ui import asking
from sharedesk.vault import search
from sharedesk.vault.vault import unlock

CHILD, COUNCIL = "Robin Madeupson", "Anytown Council (fictional)"
WHAT, WHY = "Attendance since September", "To see whether the family needs help."
INNER = "The club is no part of keeping Robin safe."
GIVEN = "You did not say what you need it for. Please ask the council."


def titled(window, title: str):
    return lambda: window.windowTitle() == f"ShareDesk: {title}"


def ready_at(qtbot, keys: Typist, name: str) -> None:
    qtbot.waitUntil(lambda: keys.at() == name, timeout=20_000)


@pytest.fixture
def window(open_window, empty_log):
    return open_window(empty_log)


def arrives(qtbot, window, keys: Typist, organisation: str) -> None:
    """From home to an empty request; who asks, for whom and for what."""
    keys.press(Qt.Key.Key_4, ALT)
    qtbot.waitUntil(titled(window, "Requests"))
    settle(qtbot, window)
    keys.push("A request arrived")
    ready_at(qtbot, keys, "Which organisation asks?")
    keys.type(organisation)
    keys.answer("Name", "B. Example")
    keys.answer("How to reach them, as they gave it", "01632 960999")
    keys.answer("Whom is it about? A name, initials or their reference", CHILD)
    keys.answer("What exactly do they ask for?", WHAT)


def told_of_the_child(keys: Typist) -> None:
    """What a request does not say: the decision's own questions up to the recipient."""
    keys.to("Name or initials")
    assert keys.focus().text() == CHILD, "nothing to type again"
    keys.answer("What are they in this?", "c")
    keys.answer("What are you worried about, and how may they be at risk?", "Often away from school.")
    keys.answer("How sure is the risk?", "p")
    keys.answer("What makes you think so?", "The register.")
    keys.answer("What do you know?", "Away on 9 days since September.")
    keys.answer("Is it fact, reported by someone, or opinion?", "f")
    keys.to("What did they ask for?")
    assert keys.focus().toPlainText() == WHAT


def recorded(qtbot, window, keys: Typist) -> None:
    keys.push("Check answers")
    qtbot.waitUntil(titled(window, "Check your answers"))
    settle(qtbot, window)
    keys.push("Record decision")
    qtbot.waitUntil(titled(window, "Recorded"))
    settle(qtbot, window)


def looked_through(qtbot, window, keys: Typist) -> None:
    """Every place, word and question that is open: looked at, and left as it is proposed."""
    page = window._pages["protect"]

    def left() -> str:
        settle(qtbot, window)
        return page.form.left.text()

    while "place" in left():
        keys.push("Decide, and go to the next")
    if "word" in left():
        keys.to("Words in no list")
        for _ in range(page.form.words.model().rowCount()):
            keys.press(Qt.Key.Key_Space)
            keys.press(Qt.Key.Key_Down)
    for check in page.checks:
        keys.to(check.accessibleName() or check.text())
        keys.press(Qt.Key.Key_Space)
    assert left() == "Everything here is decided."


def answer_saved(qtbot, window, keys: Typist, target, monkeypatch) -> str:
    """From the record to the answer as a file; gives its words, read back. The file dialog is the system's own."""
    monkeypatch.setattr(asking, "where_to_save", lambda *_: target)
    keys.push("Read it")
    settle(qtbot, window)
    keys.push("Copies to hand over")
    qtbot.waitUntil(titled(window, "Copies to hand over"))
    settle(qtbot, window)
    keys.answer("Which copy?", "a")
    keys.push("Continue")
    qtbot.waitUntil(titled(window, "Protecting identities"))
    settle(qtbot, window)
    keys.answer("Has this reader a safeguarding role?", "n")
    keys.answer("Is there anybody here who could be harmed…", "n")
    qtbot.wait(400)  # looked through again
    settle(qtbot, window)
    looked_through(qtbot, window, keys)
    keys.push("Look at the copy")
    qtbot.waitUntil(titled(window, "Copy to hand over"), timeout=20_000)
    settle(qtbot, window)
    keys.push("Save as PDF…")
    qtbot.waitUntil(target.exists, timeout=20_000)
    settle(qtbot, window)
    return " ".join(text_of(target.read_bytes()).split())


def decisions(window):
    """What is in the log once the window let go of it: the last decision, and its copies."""
    with unlock(window.folder, PASSPHRASE) as vault:
        (listed,) = search.newest(vault.store, 10)
        entries = vault.store.entries_of(listed.id)
        return fold_decision(entries).decision, copies_of(entries)


def test_a_request_that_is_refused_with_the_reason_given(qtbot, window, tmp_path, monkeypatch):  # one
    keys = Typist()
    arrives(qtbot, window, keys, "Sunny Pretend Holiday Club")
    page = window._pages["request"]
    assert page.form.next.text().splitlines() == [
        "Ask why they need it.",
        "Ring back on a number that you found yourself.",
    ]
    keys.push("Leave it for now")
    qtbot.waitUntil(titled(window, "Requests"))
    settle(qtbot, window)

    keys.push("Sunny Pretend Holiday Club, last saved…")
    ready_at(qtbot, keys, "Which organisation asks?")
    keys.answer(
        "What did you ask them to make clear, and what did they say?", "I asked why. They would rather not say."
    )
    keys.answer("Did you ring back, and was it them?", "y")
    keys.answer("Whom you rang, and where you found the number", "The club, from its sign.")
    assert page.form.next.text() == "Ask why they need it."
    keys.push("Go on to the decision")
    qtbot.waitUntil(titled(window, "Record a decision"))
    ready_at(qtbot, keys, "Name or initials")

    told_of_the_child(keys)
    keys.answer("The reason you gave them, where you do not share", GIVEN)
    keys.to("Organisation")
    assert keys.focus().text() == "Sunny Pretend Holiday Club"
    keys.answer("What did you decide for them?", "dec")
    keys.answer("Why do they need it, or why not?", INNER)
    keys.answer("Why did you decide so? If you did not share, why not?", "It would not help Robin.")
    recorded(qtbot, window, keys)
    paper = answer_saved(qtbot, window, keys, tmp_path / "answer.pdf", monkeypatch)
    assert GIVEN in paper
    assert WHAT in paper
    assert INNER not in paper, "why it was decided is not theirs to read"
    assert "9 days" not in paper, "nor what was not shared"

    keys.press(Qt.Key.Key_4, ALT)
    qtbot.waitUntil(titled(window, "Requests"))
    settle(qtbot, window)
    keys.to("Requests that were decided, the last first")
    keys.press(Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.windowTitle() == "ShareDesk: Decision"

    window.worker.close()
    made, copies = decisions(window)
    assert made.own_initiative == "no"
    assert made.request.clarified == "I asked why. They would rather not say."
    assert made.request.verified_by_calling_back == "yes"
    assert made.recipients[0].verified_how == "The club, from its sign."
    assert [copy.about.kind for copy in copies] == ["answer"]


def test_a_request_that_is_answered(qtbot, window, tmp_path, monkeypatch):
    keys = Typist()
    arrives(qtbot, window, keys, COUNCIL)
    keys.answer("Why do they need it?", WHY)
    keys.answer("Did you ring back, and was it them?", "y")
    assert window._pages["request"].form.next.text() == CLEAR
    keys.push("Go on to the decision")
    qtbot.waitUntil(titled(window, "Record a decision"))
    ready_at(qtbot, keys, "Name or initials")

    told_of_the_child(keys)
    keys.to("Organisation")
    assert keys.focus().text() == COUNCIL
    keys.answer("What did you decide for them?", "s")
    keys.answer("Why do they need it, or why not?", "They decide whether to help.")
    keys.answer("How was it, or will it be, sent?", "p")
    keys.answer("Was that way secure?", "y")
    keys.answer("When it was shared: day", "t")
    keys.answer("Why did you decide so? If you did not share, why not?", "Help now may keep Robin safe.")
    recorded(qtbot, window, keys)
    paper = answer_saved(qtbot, window, keys, tmp_path / "answer.pdf", monkeypatch)
    assert "Away on 9 days since September." in paper
    assert WHAT in paper

    window.worker.close()
    made, copies = decisions(window)
    assert made.recipients[0].outcome == "share"
    assert "verified" not in {one.rule.code for one in what_is_missing(made)}
    assert [copy.about.kind for copy in copies] == ["answer"]
