"""Journey 4, its second half: a note that was sealed while locked is kept, and its reasons added in two sittings.

By keyboard alone, in the real window on a real log; between the two the log is locked and opened again.
"""

from __future__ import annotations

import shutil
from datetime import datetime

import msgspec
import pytest
from journeys.typist import ALT, Typist
from PySide6.QtCore import Qt
from ui.conftest import settle

from sharedesk.desk import owed
from sharedesk.desk.quick_share import NoteWriter
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.owed import reasons_missing
from sharedesk.domain.quick_share import Told, new_note, note_in
from sharedesk.vault import inbox
from sharedesk.vault.vault import Vault

WHEN = datetime.now().astimezone().replace(microsecond=0)
SHARED, WHY = "He is alone with the man.", "In danger now. He whispered on the phone."
URGENT, KNEW, SINCE = "He rang and was hiding.", "The man had hit him in May.", "The police found him unhurt."


@pytest.fixture
def noted(empty_log, tmp_path, monkeypatch):
    """A copy of the log in which a note waits, and the note as it was sealed."""
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))
    folder = shutil.copytree(empty_log, tmp_path / "noted", ignore=shutil.ignore_patterns("*.lock", "lock"))
    note = msgspec.structs.replace(
        new_note(WHEN), told=Told(name="Dana Uty", organisation="Anytown Council (fictional)"), at_risk="K.M.",
        shared=SHARED, why=("danger_now",), why_line="He whispered on the phone.", channel="phone",
        said_at=f"{WHEN.day} {WHEN:%B %Y} at {WHEN:%H:%M}",
    )  # fmt: skip
    return folder, NoteWriter(folder, now=lambda: WHEN).seal(note, saved=True)


def kept_by_keys(qtbot, window, keys: Typist) -> None:
    """From home to the note, and from the note to its reasons."""
    keys.to("1 emergency note…")
    keys.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Emergency notes to check")
    settle(qtbot, window)
    keys.push("Open this note")
    settle(qtbot, window)
    keys.push("Keep it")
    settle(qtbot, window)
    keys.push("Finish the reasons now")
    at_the_list(qtbot, window)


def at_the_list(qtbot, window) -> None:
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Add the reasons")
    settle(qtbot, window)


def into(qtbot, window, keys: Typist, part: str) -> None:
    keys.push(f"{part}…")
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Add the reasons: a part")
    settle(qtbot, window)


def back(qtbot, window, keys: Typist) -> None:
    keys.push("Continue")
    at_the_list(qtbot, window)


def checked(qtbot, window, keys: Typist):
    keys.push("Check answers")
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Check your answers")
    settle(qtbot, window)
    return window._pages["afterwards_check"].form.both.rows


def both(rows) -> dict[str, tuple[str, str]]:
    return {rows.index(at, 0).data(): tuple(rows.index(at, c).data() for c in (1, 2)) for at in range(rows.rowCount())}


def recorded(qtbot, window, keys: Typist) -> None:
    keys.push("Record the reasons")
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Decision")
    settle(qtbot, window)


def read(qtbot, window, work):
    found = []
    window.worker.read(work, found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def first_sitting(qtbot, window, keys: Typist) -> None:
    """What made it urgent and what was known, recorded; one more answer typed and left for later."""
    into(qtbot, window, keys, "What made it urgent")
    keys.answer("What made it urgent?", URGENT)
    keys.to("Why could it not wait?")
    keys.type("Never mind.")  # what was written then takes no key
    assert keys.focus().toPlainText() == WHY
    keys.answer("What did you know at that time? Only what you knew then.", KNEW)
    back(qtbot, window, keys)
    rows = checked(qtbot, window, keys)
    assert rows.headerData(1, Qt.Orientation.Horizontal).endswith(f"{WHEN.day} {WHEN:%B %Y} at {WHEN:%H:%M}")
    assert (WHY, "") in both(rows).values()
    assert ("", f"{URGENT}\n(new)") in both(rows).values()
    recorded(qtbot, window, keys)
    keys.push("Emergency share: reasons to add")
    at_the_list(qtbot, window)
    into(qtbot, window, keys, "What you were worried about")
    keys.answer("What could have happened if you had not shared it?", "He could have been hurt again.")
    back(qtbot, window, keys)
    keys.push("Finish later")
    settle(qtbot, window)


def second_sitting(qtbot, window, keys: Typist) -> None:
    """From the banner to the rest of the reasons, recorded."""
    keys.press(Qt.Key.Key_I, ALT)
    at_the_list(qtbot, window)
    into(qtbot, window, keys, "What made it urgent")
    keys.answer("What have you learnt since? It stands apart from what you knew then.", SINCE)
    back(qtbot, window, keys)
    into(qtbot, window, keys, "Who you told")
    keys.answer("Why do they need it, or why not?", "They can go there.")
    back(qtbot, window, keys)
    into(qtbot, window, keys, "Why you decided so")
    keys.answer("Why did you decide so? A sentence will do.", "He was in danger.")
    keys.answer("Lawful basis", "s")
    keys.answer("The usual sentence on the lawful basis", "To safeguard a child.")
    back(qtbot, window, keys)
    rows = both(checked(qtbot, window, keys))
    (added,) = (added for _, added in rows.values() if added.startswith(URGENT))
    assert f"{datetime.now().astimezone():%Y}" in added  # with the time of the first sitting
    assert ("", f"{SINCE}\n(new)") in rows.values()
    recorded(qtbot, window, keys)


def test_from_a_kept_note_to_a_finished_record_in_two_sittings(open_window, noted, qtbot):
    folder, note = noted
    window, keys = open_window(folder), Typist()
    kept_by_keys(qtbot, window, keys)
    first_sitting(qtbot, window, keys)
    assert is_owed(qtbot, window, note.decision)
    window.seal()
    window.worker.close()

    window = open_window(window.folder)  # another day
    second_sitting(qtbot, window, keys)
    assert not is_owed(qtbot, window, note.decision)
    state = read(qtbot, window, lambda vault: fold_decision(vault.store.entries_of(note.decision)))
    assert [entry.leaf.kind for entry in state.entries] == ["quick_share", "reasons_added", "reasons_added"]
    assert note_in(state.recorded) == note
    assert reasons_missing(state) == []
    emergency = state.decision.emergency
    assert (emergency.could_not_wait_because, emergency.what_made_it_urgent) == (WHY, URGENT)
    assert (emergency.known_at_the_time, emergency.learnt_since) == (KNEW, SINCE)
    story = window._pages["reading"].form.story.toPlainText()
    assert "Written at the time" in story
    assert "Added afterwards" in story


def is_owed(qtbot, window, decision: str) -> bool:
    def asked(vault: Vault) -> list[bool]:
        return [owed.is_owed(vault, decision)]

    return read(qtbot, window, asked)[0]
