"""What stands in the emergency form, and the words made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sharedesk.desk.emergency_words import (
    Caller,
    LogChoice,
    Typed,
    device_said,
    kept_from,
    log_choices,
    moment_said,
    paper,
    script,
    typed_from,
)  # fmt: skip
from sharedesk.desk.settings import KnownLog, Settings
from sharedesk.domain.stated_time import at

AT = datetime(2026, 3, 14, 14, 2, 9, tzinfo=UTC)
ALL = Typed(
    name="Jo Made-Up", role="Duty worker", organisation="Pretend Council", number="01632 960555", at_risk="RB, 7",
    shared="Mum's partner has the passports.", why=("danger_now", "may_be_taken"), why_line="Flight at six",
    channel="phone", said_at="just after two",
)  # fmt: skip


def test_nothing_typed_is_empty_though_the_time_is_filled_in():
    assert Typed(said_at="14 March 2026 at 14:02").is_empty
    assert Typed(name="  ").is_empty
    for typed in (Typed(name="Jo"), Typed(why=("missing",)), Typed(channel="phone"), Typed(why_line="Now")):
        assert not typed.is_empty


def test_a_draft_gives_back_what_was_typed():
    assert typed_from({"opened_at": AT.isoformat(), **kept_from(ALL)}) == ALL
    assert typed_from(kept_from(Typed())) == Typed()
    assert typed_from({"why": ["missing", "of another version"]}).why == ("missing",)


def test_the_time_is_filled_in_as_times_are_said_everywhere():
    assert moment_said(AT) == at(AT).said == "14 March 2026 at 14:02"
    assert "14:02:09 on 14 March 2026" in device_said(AT)


def test_the_script_is_filled_with_what_is_typed_and_asks_for_the_rest():
    captions = ["Who I am", "The child", "The danger", "What I ask", "Call me back"]
    empty, full = script(Typed()), script(ALL, Caller("social care", "Pretend School"))
    assert [line.caption for line in empty] == [line.caption for line in full] == captions
    assert [line.known for line in empty] == [False, False, False, True, True]
    assert all(line.known for line in full)
    who, child, danger = (line.words for line in full[:3])
    assert who == "I am (your name), social care, Pretend School."
    assert child == "It is about RB, 7."
    assert danger == "In danger now; May be taken away. Flight at six. Mum's partner has the passports."


def test_paper_has_everything_that_was_typed_and_both_times():
    words = paper(ALL, AT)
    for typed in ("Jo Made-Up, Duty worker, Pretend Council, 01632 960555", "RB, 7", "passports", "Flight at six",
                  "In danger now; May be taken away", "just after two", "14 March 2026 at 14:02"):  # fmt: skip
        assert typed in words
    assert "Who I told: …" in paper(Typed(), AT)
    assert "When I told them: 14 March 2026 at 14:02" in paper(Typed(), AT)


def test_the_log_asked_for_comes_first_then_the_one_used_last():
    one, two = (KnownLog(folder=f"/logs/{name}", label=f"Log {name}", inbox=f"age1{name}") for name in ("one", "two"))
    settings = Settings(logs=(one, two))
    assert [choice.folder for choice in log_choices(None, settings)] == [Path("/logs/one"), Path("/logs/two")]
    assert [choice.label for choice in log_choices(Path("/logs/two"), settings)] == ["Log two", "Log one"]
    assert log_choices(Path("/x"), settings)[0] == LogChoice(Path("/x"), "", "")
    assert log_choices(Path("/x"), Settings()) == [LogChoice(Path("/x"), "", "")]
    assert log_choices(None, Settings()) == []
